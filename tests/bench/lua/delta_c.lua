-- The change of every row since the one before, by the plugin in C.
local toba = require "toba"
local db   = require "history"

return toba.pipeline "c" {
  db.raw.media_like_comment >> toba.delta { of = { "like_count", "comments_count" } }
                            >> db.raw.media_like_comment,
}
