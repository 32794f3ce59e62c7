local toba = require "toba"
local env = { store = nil }
local function store()
  return env.store:schema("raw", {})
end
local raw = store()
