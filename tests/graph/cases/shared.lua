local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)

local a = raw.visits { user_id = "shop_id", value = "visitors" }
local b = raw.visits { user_id = "shop_id", value = "visitors_growth" }
local second = store:schema("second", {
  growth_of_growth = {
    comment = "as growth", key = { "user_id", "timeframe", "day" }, date = "day",
    replace = { "user_id", "day" },
    { "user_id",   "text not null", "the shop", references = "raw.shop.id" },
    { "timeframe", "int not null",  "days" },
    { "day",       "date not null", "the run's date" },
    { "growth",    "double",        "a fraction" },
  },
})
return toba.pipeline "shared" {
  toba.growth { history = a, timeframes = 7 } >> out.growth,
  toba.growth { history = b, timeframes = 30 } >> second.growth_of_growth,
}
