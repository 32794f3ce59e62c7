local other = require "broken.cycle_back"
return { z = other }
