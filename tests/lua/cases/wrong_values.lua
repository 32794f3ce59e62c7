local toba = require "toba"
local raw = toba.memory {}:schema("raw", require "good.tables")
local source = toba.numbers {
  count = function() end,
  days = { from = 1, to = 2 },
  every = { 1, nil, 3 },
  name = "a\0b",
  stream = source,
  nested = { { 1 } },
  raw.number,
  7,
  [1.5] = 2,
}
local more = toba.numbers "count"
local sum = toba.sum { rows = source.rows, from = raw, with = toba.upper, source = source }
return toba.pipeline "p" {
  source.rows >> raw.number { id = 7 },
  more.rows >> raw.number "id",
  raw.number:where { id = { 1 }, name = toba.secret "X", day = source } >> sum,
  raw.number.where { id = 1 } >> sum,
  raw.number { 7 } >> sum,
}
