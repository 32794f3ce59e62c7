-- history.lua: what both sides of the comparison share: the store with its history.
local toba   = require "toba"
local tables = require "cekbrand.tables"
local store  = toba.sqlite { path = toba.var("TOBA_DB", "bench.db") }

return {
  raw = store:schema("instagram", tables.raw),
  out = store:schema("toba_cek_insta", tables.derived),
}
