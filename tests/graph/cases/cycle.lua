local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)

local a = store:schema("a", {
  one = {
    comment = "what two reads", key = { "shop_id", "day" }, date = "day",
    { "shop_id",  "text not null", "the shop", references = "raw.shop.id" },
    { "day",      "date not null", "the day" },
    { "n",        "int",           "a number" },
    { "n_growth", "int",           "how it changed" },
  },
  two = {
    comment = "what one reads", key = { "shop_id", "day" }, date = "day",
    { "shop_id",  "text not null", "the shop", references = "raw.shop.id" },
    { "day",      "date not null", "the day" },
    { "n",        "int",           "a number" },
    { "n_growth", "int",           "how it changed" },
  },
})
return toba.pipeline "p" {
  a.one >> toba.delta { of = "n" } >> a.two { n = "n_growth" },
  a.two >> toba.delta { of = "n" } >> a.one { n = "n_growth" },
}
