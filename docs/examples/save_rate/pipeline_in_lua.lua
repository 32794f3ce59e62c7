-- The same save rate, by a function in Lua instead of the plugin in C.

local toba   = require "toba"
local tables = require "tables"

local store   = toba.sqlite { path = "save_rate.db" }
local raw     = store:schema("raw", tables.raw)
local derived = store:schema("derived", tables.derived)

local function file(name, columns)
  return toba.csv { path = "sample/" .. name .. ".csv", columns = columns }
end

local save_rate = toba.lua {
  key = "user_id", sub_key = "media_id", days = 0, output = { "timeframe", "save_rate" },
  media = raw.media { date = "timestamp" }, saved = raw.media_insight:where { metric = "saved" },
  reach = raw.media_insight:where { metric = "reach" }, group = function(g, out)
    local saved, reach = {}, {}
    for post in g.media:rows() do for _, t in ipairs { 7, 28 } do if post.date > g.day - t then
      saved[t], reach[t] = add(saved[t], g.saved:value(0)), add(reach[t], g.reach:value(0))
    end end end
    for t, r in pairs(reach) do out { timeframe = t, save_rate = ratio(saved[t] or 0, r) } end
  end }

return toba.pipeline "save_rate_in_lua" {
  file("user",  { "id text" }) >> raw.user,
  file("media", { "id text", "user_id text", "timestamp timestamp" }) >> raw.media,
  file("media_insight", { "media_id text", "metric text", "datestamp date", "value bigint" })
    >> raw.media_insight,

  save_rate >> derived.user_save_rate,
}
