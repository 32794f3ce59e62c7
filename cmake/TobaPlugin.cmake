# toba_add_plugin(NAME sources…): a plugin that sees the SDK's headers and exports one symbol.

set(TOBA_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/plugin.map)

function(toba_add_plugin name)
    add_library(${name} MODULE ${ARGN})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/core/include)
    target_link_options(${name} PRIVATE -Wl,--version-script=${TOBA_PLUGIN_MAP})
    set_target_properties(${name} PROPERTIES
        PREFIX ""
        LINK_DEPENDS ${TOBA_PLUGIN_MAP}
        LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/toba)
    add_dependencies(plugins ${name})
endfunction()

# All plugins of this project.
add_custom_target(plugins)
