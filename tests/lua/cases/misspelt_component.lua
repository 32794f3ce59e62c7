local toba = require "toba"
local db = toba.memmory { path = "x" }
local raw = db:schema("raw", require "good.tables")
local source = toba.nmubers {}
local other = toba.wherefrom {}
return toba.pipeline "p" {
  source.rows >> raw.number,
  toba.numbers { count = 3 } .rows >> toba.uper {} >> raw.anything { a = "b" },
  toba.pipline "q" {},
}
