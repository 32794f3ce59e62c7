local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local out   = store:schema("derived", shop.derived)

local env = toba.env {
  dev   = { token = toba.secret "SHOP_TOKEN_THAT_IS_NOT_SET" },
  other = { token = toba.secret "NOT_ASKED_FOR" },
}
return toba.pipeline "p" {
  toba.graph { token = env.token }.user >> raw.shop { id = "id", name = "name" },
}
