local toba = require "toba"
local nameless = toba.pipeline {}
local odd = toba.pipeline "a/b" {}
return toba.pipeline "p" "q"
