local toba = require "toba"
