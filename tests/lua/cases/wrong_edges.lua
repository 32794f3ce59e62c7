local toba = require "toba"
local db = toba.memory {}
local raw = db:schema("raw", require "good.tables")
local source = toba.numbers {}
local nothing
return toba.pipeline "p" {
  raw.number >> raw.even,
  raw.number >> raw,
  raw >> raw.number,
  db >> raw.number,
  source.rows >> db,
  source.rows >> source,
  source.rows >> source.evens,
  source.rows >> toba.sum {} .totals,
  source.rows >> toba.sum {},
  source.rows >> nothing,
  nothing >> raw.number,
  7 >> raw.number,
  source.rows >> "number",
  source.rows >> { raw.number },
  toba.upper >> raw.number,
  source.rows >> toba.upper >> raw.number,
  source.rows >> raw.number >> toba.upper {},
  source.rows >> (toba.upper {} >> raw.number),
  toba.secret "X" >> raw.number,
  source.rows,
  source,
  raw.number,
  8,
  name = source.rows >> raw.number,
}
