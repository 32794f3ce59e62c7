local toba = require "toba"
error("no accounts are configured")
