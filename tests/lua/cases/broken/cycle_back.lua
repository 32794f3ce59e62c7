return { back = require "broken.cycle" }
