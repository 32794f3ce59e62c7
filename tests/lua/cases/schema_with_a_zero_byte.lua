local toba  = require "toba"
local store = toba.sqlite { path = "shop.db" }
local raw   = store:schema("ra\0w", {})

return toba.pipeline "p" {}
