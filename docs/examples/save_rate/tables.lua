-- The tables of the save rate: posts and their numbers as fetched, rates as computed.

local tables = {}

tables.raw = {
  user = {
    comment = "One row an account.",
    key = { "id" },
    { "id", "text not null", "the account" },
  },

  media = {
    comment = "One row a post.",
    key = { "id" },
    { "id",        "text not null", "the post" },
    { "user_id",   "text not null", "whose it is", references = "raw.user.id" },
    { "timestamp", "timestamp",     "when it was published" },
  },

  media_insight = {
    comment = "The numbers of a post, by name and date: each so far.",
    key = { "media_id", "metric", "datestamp" }, date = "datestamp",
    { "media_id",  "text not null", "the post", references = "raw.media.id" },
    { "metric",    "text not null", "saved, reach, …" },
    { "datestamp", "date not null", "the date of the number" },
    { "value",     "bigint",        "the number" },
  },
}

tables.derived = {
  user_save_rate = {
    comment = "Of those whom an account's recent posts reached, the part that saved them.",
    key = { "user_id", "timeframe", "datestamp" }, date = "datestamp",
    replace = { "user_id", "datestamp" },
    { "user_id",   "text not null", "the account", references = "raw.user.id" },
    { "timeframe", "int not null",  "days" },
    { "datestamp", "date not null", "the run's date" },
    { "save_rate", "double",        "a fraction; NULL when nobody was reached" },
  },
}

return tables
