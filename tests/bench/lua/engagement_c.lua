-- What posts gained in 7 and 28 days, by the plugin in C.
local toba = require "toba"
local db   = require "history"

local engagement = toba.engagement {
  media = db.raw.media, history = db.raw.media_like_comment, timeframes = { 7, 28 },
}
return toba.pipeline "c" { engagement.total >> db.out.user_insight_engagement }
