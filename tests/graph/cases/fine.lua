local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)

local visits = raw.visits { user_id = "shop_id", value = "visitors" }

return toba.pipeline "fine" {
  raw.visits >> toba.delta { of = "visitors" } >> raw.visits,
  toba.growth { history = visits } >> out.growth,
}
