# Makes the tests' pipelines out of the one that people run: cmake -DFROM=… -DTO=… -P …

function(replace_once text old new)
    string(FIND "${${text}}" "${old}" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "cekbrand.lua no longer holds: ${old}")
    endif()
    string(REPLACE "${old}" "${new}" result "${${text}}")
    set(${text} "${result}" PARENT_SCOPE)
endfunction()

file(READ ${FROM}/cekbrand.lua pipeline)
file(COPY ${FROM}/cekbrand/ DESTINATION ${TO}/cekbrand)

# The same waits, but short ones; and what tests set by variables.
set(hasty "${pipeline}")
replace_once(hasty [=[accounts_file = toba.var("TOBA_ACCOUNTS", "accounts.csv"),]=]
    [=[accounts_file = toba.var("TOBA_ACCOUNTS", "accounts.csv"),
      in_flight = toba.var("TOBA_IN_FLIGHT", 8), timeout_seconds = toba.var("TOBA_TIMEOUT", 30),
      record = toba.var("TOBA_RECORD", nil), replay = toba.var("TOBA_REPLAY", nil),
      max_tries = 12, backoff_seconds = 0.002, first_retry_seconds = 0.002,
      wait_minute_seconds = 0.05,]=])
replace_once(hasty "path = env.database" "path = env.database, busy_seconds = 1")
file(WRITE ${TO}/hasty.lua "${hasty}")

# Everything but the fetching.
set(analyse "${pipeline}")
replace_once(analyse "  accounts >> raw,\n" "")
file(WRITE ${TO}/analyse.lua "${analyse}")
