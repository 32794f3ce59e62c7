local toba = require "toba"
print("hello")
local home = os.getenv("HOME")
local text = io.open("/etc/passwd")
load("return 1")()
for key, value in next, {} do end
