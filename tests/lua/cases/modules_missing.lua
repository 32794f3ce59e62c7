local toba = require "toba"
local a = require "good.tabels"
local b = require "nowhere.tables"
local c = require "../good/tables"
local d = require "/etc/passwd"
local e = require "good..tables"
local f = require "Toba"
local g = require(7)
local raw = toba.memory {}:schema("raw", a)
return toba.pipeline "p" { toba.numbers {}.rows >> raw.number }
