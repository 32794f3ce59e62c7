local toba = require "toba"
local db = toba.memory {}
local raw = db:schema("raw", require "good.tables")
local source = toba.numbers {}
local sum = toba.sum { rows = raw.number }
local other = db.table
return toba.pipeline "p" {
  source.row >> raw.number,
  source[1] >> raw.number,
  sum.totl >> raw.total,
  sum.rows >> raw.total,
  sum >> raw.total,
}
