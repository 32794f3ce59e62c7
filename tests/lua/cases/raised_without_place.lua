local toba = require "toba"

error("told plainly", 0)
