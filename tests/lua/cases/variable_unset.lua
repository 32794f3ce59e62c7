local toba = require "toba"
local env = toba.env {
  dev = { count = toba.var "TOBA_TEST_NONE", path = "/var/" .. toba.var "TOBA_TEST_PATH" .. "/x" },
  prod = { count = toba.var "TOBA_TEST_OTHER" },
}
local raw = toba.memory { path = env.path }:schema("raw", require "good.tables")
local unused = toba.numbers { count = toba.var "TOBA_TEST_UNUSED" }
return toba.pipeline "p" {
  toba.numbers { count = env.count, every = { 1, env.count }, days = toba.var("TOBA_TEST_SEVEN", true) }
    .rows >> raw.number,
}
