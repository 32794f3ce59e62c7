-- The change of every row since the one before, by a function in Lua.
local toba = require "toba"
local db   = require "history"

local function change(now, before)
  return now and before and now - before or nil
end

local delta = toba.lua {
  key = "media_id", rows = "changed", driver = "counts",
  counts = db.raw.media_like_comment { "date", "like_count", "comments_count" },
  output = { "date", "like_count_growth", "comments_count_growth" },
  group = function(g, out)
    local last = {}
    for row, fresh in g.counts:rows() do
      if fresh then
        out { date = row.date, like_count_growth = change(row.like_count, last.like_count),
              comments_count_growth = change(row.comments_count, last.comments_count) }
      end
      last = row
    end
  end,
}
return toba.pipeline "lua" { delta >> db.raw.media_like_comment }
