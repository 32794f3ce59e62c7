local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)

return toba.pipeline "p" {
  toba.growth {} >> out.growth,
}
