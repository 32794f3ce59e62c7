local toba  = require "toba"
local shop  = require "shop"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("raw", shop.raw)
local names = store:schema("names", {
  capitals = {
    comment = "the names of shops in capitals", key = { "id" },
    { "id",   "text not null", "the shop" },
    { "name", "text",          "its name" },
  },
})

return toba.pipeline "passed" {
  raw.shop >> toba.upper {} >> names.capitals,
}
