local toba = require "toba"
local raw = toba.memory {}:schema("raw", require "good.tables")
local source = toba.numbers {}
source.count = 7
raw.number = nil
toba.numbers = 7
return toba.pipeline "p" { source.rows >> raw.number }
