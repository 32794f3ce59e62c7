local toba = require "toba"
local tables = require "good.tables"
local db = toba.memory { path = "x", password = toba.secret "PASSWORD" }
local raw = db:schema("raw", tables)
local source = toba.numbers { count = 20, every = toba.var("TOBA_TEST_SEVEN", 4) }
return toba.pipeline "works" {
  source >> raw,
  source.rows >> toba.upper {} >> raw.number { id = "id" },
  raw.number { value = "id" } >> toba.sum { scale = 2 } .totals >> raw.total,
}
