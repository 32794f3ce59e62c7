local toba = require "toba"
local raw = toba.memory {}:schema("raw", require "good.tables")
local source = toba.numbers {}
return toba.pipeline "p" {
  source.rows >> raw.numbr,
  source.evens >> raw.zebra,
  raw.number.value >> toba.sum {} .totals >> raw.total,
  raw.number:wher { id = 1 } >> toba.sum {} .totals >> raw.total,
}
