local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("other", { growth = { key = { "user_id", "day" }, date = "day",
  { "user_id", "text not null" }, { "day", "date not null" }, { "growth", "double" } } })
local function f() end
local visits = raw.visits { user_id = "shop_id", "visitors" }
return toba.pipeline "function_misplaced" {
  toba.lua { key = "user_id", v = visits, output = { "growth" }, each = f } >> out.growth,
  toba.lua { v = visits, output = { "growth" }, group = f } >> out.growth,
  toba.lua { v = visits, output = { "growth" }, group = f, each = f } >> out.growth,
  toba.lua { v = visits, output = { "growth" }, pass = true, batch = f } >> out.growth,
  toba.lua { key = "user_id", v = visits, output = { "grwth" }, group = f } >> out.growth,
  toba.lua { key = "user_id", v = raw.visits { "visitor" }, output = { "growth" }, group = f, memory = 0 } >> out.growth,
}
