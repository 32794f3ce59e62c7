local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)

local visits = raw.visits { user_id = "shop_id", value = "visitors" }
return toba.pipeline "p" {
  toba.growth { history = visits } >> out.growth,
  toba.growth { history = visits, timeframes = { 365 } } >> out.growth,
}
