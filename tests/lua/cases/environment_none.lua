-- env: prod
local toba = require "toba"
local raw = toba.memory {}:schema("raw", require "good.tables")
return toba.pipeline "p" { toba.numbers {}.rows >> raw.number }
