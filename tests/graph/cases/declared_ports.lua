local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)
local limit = { low = 1, names = { "a", "b" } }
local function above(x) return x and x > limit.low end

local metric = toba.lua {
  key = "shop_id", days = { 0, 7, "oldest" }, tolerance = 3,
  visits = raw.visits { "visitors", "date" },
  prices = { raw.prices, days = 0, sub_key = "good" },
  shops  = raw.shop { shop_id = "id", "name" },
  outputs = { growth = { "timeframe int", "growth double" } },
  group = function(g, out)
    for _, name in ipairs(limit.names) do
      if above(g.visits:as_of(0, "visitors")) then out.growth { timeframe = 7, growth = #name } end
    end
  end,
}
return toba.pipeline "declared_ports" {
  metric >> out.growth { user_id = "shop_id" },
  raw.visits >> toba.lua {
    input = { "shop_id", "visitors" }, output = { "shop_id", "day date", "visitors_growth" },
    batch = function(rows, out) end,
  } >> raw.visits { },
}
