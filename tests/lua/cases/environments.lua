-- env: prd
local toba = require "toba"
local env = toba.env {
  dev = { store = toba.memory {} },
  prod = { store = toba.memmory {} },
}
local raw = env.store:schema("raw", require "good.tables")
return toba.pipeline "p" { toba.numbers {}.rows >> raw.number }
