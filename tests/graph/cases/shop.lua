-- shop.lua: a small set of tables that the cases share. They stand for any subject.
return {
  raw = {
    shop = {
      comment = "a shop", key = { "id" },
      { "id",   "text not null", "its id" },
      { "name", "text",          "its name" },
    },
    visits = {
      comment = "visitors of a shop by day", key = { "shop_id", "day" }, date = "day",
      { "shop_id",        "text not null", "the shop", references = "raw.shop.id" },
      { "day",            "date not null", "the day" },
      { "visitors",       "int",           "how many came" },
      { "weather",        "text",          "what it was like" },
      { "visitors_growth", "int",          "visitors minus those of the day before" },
    },
    prices = {
      comment = "prices by good and day", key = { "shop_id", "good", "day" }, date = "day",
      { "shop_id", "text not null", "the shop", references = "raw.shop.id" },
      { "good",    "text not null", "what is sold" },
      { "day",     "date not null", "the day" },
      { "price",   "double",        "its price" },
    },
  },
  derived = {
    growth = {
      comment = "growth of a shop", key = { "user_id", "timeframe", "day" }, date = "day",
      replace = { "user_id", "day" },
      { "user_id",   "text not null", "the shop", references = "raw.shop.id" },
      { "timeframe", "int not null",  "days" },
      { "day",       "date not null", "the run's date" },
      { "growth",    "double",        "a fraction" },
    },
  },
}
