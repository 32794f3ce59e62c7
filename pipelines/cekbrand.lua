-- cekbrand.lua: Instagram brand analytics, from the Graph API to its tables.
--
--   toba check pipelines/cekbrand.lua               what is wrong with it, if anything
--   toba plan  pipelines/cekbrand.lua               what a run would do, and in which order
--   toba run   pipelines/cekbrand.lua --env demo    do it, on the data of the environment "demo"
--
-- This file only names things and wires them: `a >> b` sends the rows of a to b. A table on the
-- left of `>>`, or named as an input, is read; on the right it is written. The order of the
-- lines does not matter: a step that reads a table runs after the steps that write it.

local toba   = require "toba"
local tables = require "cekbrand.tables"

-- What differs between the places where the pipeline runs. Without --env it is dev.
local env = toba.env {
  -- The real API, into a file in the working folder. The token comes from the environment
  -- variable GRAPH_TOKEN, or from the file that GRAPH_TOKEN_FILE names; the accounts are those
  -- that it can see. To choose accounts, or give each its own token, add accounts_file = "….csv".
  dev = {
    database = "toba.db",
    login    = { token = toba.secret "GRAPH_TOKEN" },
  },

  -- An emulator of the API on this machine: no account and no permission needed.
  demo = {
    database = toba.var("TOBA_DB", "demo.db"),
    login    = {
      base_url      = toba.var("TOBA_API", "http://127.0.0.1:8080"),
      accounts_file = toba.var("TOBA_ACCOUNTS", "accounts.csv"),
    },
  },
}

-- One database with two groups of tables: as fetched, and as computed.
local store = toba.sqlite { path = env.database }
local raw   = store:schema("instagram", tables.raw)
local out   = store:schema("toba_cek_insta", tables.derived)

-- The spans, in days, for which everything is computed.
local timeframes = { 7, 28 }

-- The accounts with their posts and today's counts. It reads the posts already stored, to notice
-- those that are no longer returned.
local accounts = toba.graph { env.login, known = raw.media }

-- The tables call it followers_count; the metrics below only ask for a value.
local followers = raw.user_data { value = "followers_count" }

-- One step with three outputs: they come from one reading of the history.
local engagement = toba.engagement {
  media      = raw.media,
  history    = raw.media_like_comment,
  followers  = followers,
  timeframes = timeframes,
}

return toba.pipeline "cekbrand" {
  -- Every output of the source goes to the table of its name.
  accounts >> raw,

  -- By how much the counts changed since the row before. Read from a table and written to the
  -- same rows, into the columns …_growth.
  raw.user_data          >> toba.delta { of = { "followers_count", "media_count" } }
                         >> raw.user_data,
  raw.media_like_comment >> toba.delta { of = { "like_count", "comments_count" } }
                         >> raw.media_like_comment,

  engagement.total       >> out.user_insight_engagement,
  engagement.growth      >> out.user_insight_engagement_growth,
  engagement.rate_growth >> out.user_insight_engagement_rate_growth,

  toba.growth { history = followers, timeframes = timeframes }
                         >> out.user_insight_follower_growth,
}
