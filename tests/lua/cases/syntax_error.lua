local toba = require "toba"
return toba.pipeline "p" {
  toba.numbers {}.rows > > raw.number,
}
