local toba = require "toba"
local a = require "broken.syntax"
local b = require "broken.runtime"
local c = require "broken.nothing"
local d = require "broken.cycle"
local e = require "broken.mistake"
local again = require "broken.runtime"
return toba.pipeline "p" { a.x >> b.y, toba.numbrs {}.rows >> d.z }
