local toba  = require "toba"
local shop  = require "shop"
local one   = toba.sqlite { path = "shop.db" }
local two   = toba.sqlite { path = "shop.db" }
local raw   = one:schema("raw", shop.raw)
local out   = two:schema("derived", shop.derived)

return toba.pipeline "p" {
  toba.growth { history = raw.visits { user_id = "shop_id", value = "visitors" } } >> out.growth,
}
