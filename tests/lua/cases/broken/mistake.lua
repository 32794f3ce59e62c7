local toba = require "toba"

return toba.summ {}
