local toba = require "toba"
local env = toba.env { prod = { store = toba.memory {} }, demo = 7, { 1 } }
local no = toba.env(nil)
local secret = toba.secret(7)
local other = toba.secret "not a name"
local third = "x" .. toba.secret "X"
local var = toba.var({})
return toba.pipeline "p" { toba.numbers {}.rows >> env.store:schema("raw", {}).number }
