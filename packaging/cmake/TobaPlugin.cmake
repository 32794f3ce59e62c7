# Building and testing plugins: for this project's own tree, and for everyone who has toba
# installed, where find_package(toba) brings it.
#
# toba_add_plugin(NAME sources…)
#     A plugin: it sees the SDK's headers, exports one symbol, and is built as NAME.so in the
#     build folder's lib/toba. One that fetches adds target_link_libraries(NAME PRIVATE toba::http).
#
# toba_add_plugin_test(TEST PLUGIN target PIPELINE file.lua [DATA files or folders…] AS_OF date
#                      EXPECT file [TABLE schema.table | FILE file])
#     A test: in an empty folder, with copies of the pipeline and its data, runs the pipeline for
#     the date and compares what it left with the file EXPECT: the rows of a table, as
#     `toba rows` prints them, or a file that the pipeline wrote.

set(TOBA_PLUGIN_FILES ${CMAKE_CURRENT_LIST_DIR})

function(toba_add_plugin name)
    add_library(${name} MODULE ${ARGN})
    target_link_libraries(${name} PRIVATE toba::sdk)
    target_link_options(${name} PRIVATE -Wl,--version-script=${TOBA_PLUGIN_FILES}/plugin.map)
    set_target_properties(${name} PROPERTIES
        PREFIX ""
        C_STANDARD 11
        C_VISIBILITY_PRESET hidden
        INSTALL_RPATH "$ORIGIN/.."
        LINK_DEPENDS ${TOBA_PLUGIN_FILES}/plugin.map
        LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/toba)
    if(TARGET plugins)
        add_dependencies(plugins ${name})
    endif()
endfunction()

function(toba_add_plugin_test test)
    cmake_parse_arguments(arg "" "PLUGIN;PIPELINE;AS_OF;EXPECT;TABLE;FILE" "DATA" ${ARGN})
    add_test(NAME ${test}
        COMMAND ${CMAKE_COMMAND}
            "-DTOBA=$<TARGET_FILE:toba::toba>"
            "-DPLUGINS=$<TARGET_FILE_DIR:${arg_PLUGIN}>"
            "-DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}"
            "-DFOLDER=${CMAKE_CURRENT_BINARY_DIR}/${test}"
            "-DPIPELINE=${arg_PIPELINE}"
            "-DDATA=${arg_DATA}"
            "-DAS_OF=${arg_AS_OF}"
            "-DEXPECT=${arg_EXPECT}"
            "-DTABLE=${arg_TABLE}"
            "-DFILE=${arg_FILE}"
            -P ${TOBA_PLUGIN_FILES}/run-plugin-test.cmake)
endfunction()
