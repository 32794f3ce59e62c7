local toba = require "toba"
local raw = toba.memory {}:schema("raw", require "good.tables")
local source = toba.numbers {}
return toba.pipeline "p" {
  source.rows > raw.number,
  source.rows >= raw.number,
  source.rows << raw.number,
}
