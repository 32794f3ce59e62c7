local toba = require "toba"
local raw = toba.memory {}:schema("raw", require "good.tables")
local source = toba.numbers {}
local function edge() return sorce.rows >> raw.number end
return toba.pipeline "p" {
  sourc.rows >> raw.number,
  source.rows >> raww.number,
  edge(),
  numbers {} .rows >> raw.number,
  source.rows >> enviroment[1],
}
