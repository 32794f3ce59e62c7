# The script of a test made by toba_add_plugin_test(): see TobaPlugin.cmake.

file(REMOVE_RECURSE ${FOLDER})
foreach(file ${PIPELINE} ${DATA})
    get_filename_component(folder ${FOLDER}/${file} DIRECTORY)
    file(COPY ${SOURCE}/${file} DESTINATION ${folder})
endforeach()

# The plugins beside the program are found without a word.
get_filename_component(beside ${TOBA}/../../lib/toba REALPATH)
get_filename_component(plugins ${PLUGINS} REALPATH)
if(NOT plugins STREQUAL beside)
    set(ENV{TOBA_PLUGIN_PATH} ${plugins})
endif()

function(run_toba result)
    execute_process(
        COMMAND ${TOBA} ${ARGN}
        WORKING_DIRECTORY ${FOLDER}
        RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE errors)
    if(code)
        string(REPLACE ";" " " command "${ARGN}")
        message("${output}${errors}")
        message(FATAL_ERROR "toba ${command} ended with ${code}")
    endif()
    set(${result} "${output}" PARENT_SCOPE)
endfunction()

run_toba(ignored run ${PIPELINE} --as-of ${AS_OF})
if(TABLE)
    run_toba(actual rows ${PIPELINE} ${TABLE} --as-of ${AS_OF})
else()
    file(READ ${FOLDER}/${FILE} actual)
endif()

file(READ ${SOURCE}/${EXPECT} expected)
if(NOT actual STREQUAL expected)
    message("expected, as ${EXPECT} says:\n${expected}\nwhat the pipeline left:\n${actual}")
    message(FATAL_ERROR "what the pipeline left is not what ${EXPECT} says")
endif()
