local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)
local odd   = { [true] = 1 }
local deep  = {}
for _ = 1, 40 do deep = { deep } end
local function helper()
  return raw, store
end
local function step(f)
  return toba.lua { key = "user_id", visits = raw.visits { user_id = "shop_id", "visitors" },
                    output = { "timeframe", "growth" }, group = f } >> out.growth
end
return toba.pipeline "function_wrong" {
  step(function() return toba.secret end),
  step(function() return helper() end),
  step(function() return odd end),
  step(function() return deep end),
  step(require),
  step(7),
  step(),
  step(function() return nowhere end),
}
