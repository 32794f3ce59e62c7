local toba = require "toba"
error({ code = 7 })
