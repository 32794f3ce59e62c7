local toba = require "toba"
local raw = toba.memory {}:schema("raw", require "good.tables")
local edges = {}
return toba.pipeline "p" {
  toba.numbers {}.rows >> raw.number,
  edges.missing,
  toba.numbers {}.rows >> raw.number,
}
