local toba = require "toba"
local a, b = {}, {}
a[1], b[1] = b, a
return toba.numbers { a }
