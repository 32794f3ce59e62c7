local toba = require "toba"
return toba.pipeline "p" {
}
