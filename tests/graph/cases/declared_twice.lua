local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)

local other = store:schema("derived", {
  growth = {
    comment = "the same table, otherwise", key = { "user_id", "day" }, date = "day",
    { "user_id", "text not null", "the shop" },
    { "day",     "date not null", "the run's date" },
    { "growth",  "bigint",        "a number" },
  },
})
local visits = raw.visits { user_id = "shop_id", value = "visitors" }
return toba.pipeline "p" {
  toba.growth { history = visits } >> out.growth,
  raw.visits >> toba.delta { of = "visitors" } >> other.growth { user_id = "*", growth = "visitors_growth" },
}
