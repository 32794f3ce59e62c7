local toba = require "toba"
local db = toba.memory {}
local raw = db:schema("raw", {
  one = {
    coment = "x", key = { "id", "dya", "id", 7 }, date = "name", replace = "id",
    { "id", "bigint not null" },
    { "id", "text" },
    { "name", "txt" },
    { "day", "date nul" },
    { "word", "text integer" },
    { "number", "int bigint" },
    { "made", "int surrogate" },
    { "made_too", "bigint surrogate" },
    { "when", "date stamp" },
    { "url", "int signed" },
    { "none", "" },
    { "null", "text null" },
    { "kind", "text unknownword" },
  },
  two = {
    comment = 7, key = {}, date = "dat", replace = { "user_id", "made" },
    { "user_id", "text", "the user", references = "user.id" },
    { "date", "date", 12 },
    { "flag", "boolean", default = "no" },
    { "count", "int", default = 3000000000 },
    { "share", "double", default = true },
    { "born", "date", default = "2024-02-30" },
    { "seen", "timestamp not null stamp", default = "now" },
    { "made", "bigint surrogate", default = 1 },
    { "other", "text", refrences = "a.b.c" },
    { "third", "text", references = "a..c" },
    { "fourth", "text", "comment", "more" },
    { "fifth" },
    { 7, "text" },
    { "bad name", "text" },
    { "sixth", { "text" } },
    "seventh",
  },
  three = { { "id", "int" }, key = { "id" } },
  four = { { "id", "int not null" } },
  five = 5,
  ["six six"] = { key = { "id" }, { "id", "int not null" } },
  { key = { "id" }, { "id", "int not null" } },
})
db.schema("raw", {})
db:schema({}, "raw")
db:schema("raw", nil)
db:schema("no name", {})
return toba.pipeline "p" { toba.numbers {}.rows >> raw.one }
