-- Tables that every case can use.
return {
  number = {
    comment = "numbers by day",
    key = { "id", "day" }, date = "day",
    { "id",    "bigint not null", "the number" },
    { "day",   "date not null",   "its day" },
    { "name",  "text",            "in words" },
    { "value", "bigint",          "again" },
  },
  even = { key = { "id" }, { "id", "bigint not null" } },
  total = { key = { "id" }, replace = { "id" }, { "id", "bigint not null" }, { "total", "bigint" } },
}
