-- What posts gained in 7 and 28 days, by a function in Lua that does what the plugin does.
local toba = require "toba"
local db   = require "history"

local function gain(now, base)
  return now and base and now - base or 0
end

local engagement = toba.lua {
  key = "user_id", sub_key = "media_id", days = { 0, 7, 28, "oldest" },
  media   = db.raw.media { "timestamp" },
  history = db.raw.media_like_comment { "like_count", "comments_count" },
  output  = { "timeframe", "likes_count", "comments_count", "engagement" },
  group = function(g, out)
    local zero = { like_count = 0, comments_count = 0 }
    local sums = {}
    for post in g.media:rows() do
      local now = g.history:as_of(0)
      for _, days in ipairs(now and { 7, 28 } or {}) do
        local sum = sums[days] or { likes = 0, comments = 0 }
        local new = post.timestamp and date.of(post.timestamp) > g.day - days
        local base = g.history:as_of(days) or (new and zero) or g.history:as_of("oldest") or zero
        sum.likes    = sum.likes + gain(now.like_count, base.like_count)
        sum.comments = sum.comments + gain(now.comments_count, base.comments_count)
        sums[days] = sum
      end
    end
    for days, sum in pairs(sums) do
      out { timeframe = days, likes_count = sum.likes, comments_count = sum.comments,
            engagement = sum.likes + sum.comments }
    end
  end,
}
return toba.pipeline "lua" { engagement >> db.out.user_insight_engagement }
