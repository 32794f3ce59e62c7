local toba = require "toba"
return { toba.numbers {} }
