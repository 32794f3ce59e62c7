-- The save rate of accounts, from files into a database.

local toba   = require "toba"
local tables = require "tables"

local store   = toba.sqlite { path = "save_rate.db" }
local raw     = store:schema("raw", tables.raw)
local derived = store:schema("derived", tables.derived)

local function file(name, columns)
  return toba.csv { path = "sample/" .. name .. ".csv", columns = columns }
end

-- One table with many numbers, read twice: each time only one of them.
local numbers = raw.media_insight

return toba.pipeline "save_rate" {
  file("user",  { "id text" }) >> raw.user,
  file("media", { "id text", "user_id text", "timestamp timestamp" }) >> raw.media,
  file("media_insight", { "media_id text", "metric text", "datestamp date", "value bigint" })
    >> numbers,

  toba.save_rate {
    media = raw.media,
    saved = numbers:where { metric = "saved" },
    reach = numbers:where { metric = "reach" },
  } >> derived.user_save_rate,
}
