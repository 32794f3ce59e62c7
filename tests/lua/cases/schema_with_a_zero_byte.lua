local toba  = require "toba"
local store = toba.memory {}
local raw   = store:schema("ra\0w", {})

return toba.pipeline "p" {}
