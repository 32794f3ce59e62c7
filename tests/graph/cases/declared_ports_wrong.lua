local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)
local rows  = function() end
return toba.pipeline "declared_ports_wrong" {
  toba.lua { key = 7, days = { -1 }, tolerance = "x", rows = "some", window = 0, sub_key = 3,
             pass = true, driver = "nobody" } >> out.growth,
  toba.lua { key = "shop_id", key2 = 1, day = raw.visits, output = { "growth real", 7 },
             other = { raw.prices, parent = "other", colour = 1, raw.shop }, group = rows } >> out.growth,
  toba.lua { output = { "growth" }, a = raw.visits, b = raw.prices } >> out.growth,
  toba.lua { key = "shop_id", v = { raw.visits, rows = "as_of" }, output = "growth" } >> out.growth,
  toba.lua { key = "shop_id", v = { raw.visits, rows = "window" }, outputs = { "growth" } } >> out.growth,
}
