# What `cmake --install` lays down. The tree can be moved: nothing in it names its own place.

include(CMakePackageConfigHelpers)

set(package ${PROJECT_SOURCE_DIR}/packaging/cmake/package)
set(made ${PROJECT_BINARY_DIR}/package)

install(TARGETS toba toba-http toba-sdk EXPORT toba-targets
    RUNTIME DESTINATION bin
    LIBRARY DESTINATION lib)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/core/include/toba DESTINATION include FILES_MATCHING PATTERN *.h)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/pipelines ${PROJECT_SOURCE_DIR}/packaging/templates DESTINATION share/toba)

configure_package_config_file(${package}/toba-config.cmake.in ${made}/toba-config.cmake
    INSTALL_DESTINATION lib/cmake/toba)
# Before 1.0 a plugin fits one minor version only.
write_basic_package_version_file(${made}/toba-config-version.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT toba-targets NAMESPACE toba:: DESTINATION lib/cmake/toba)
install(
    FILES
        ${made}/toba-config.cmake
        ${made}/toba-config-version.cmake
        ${PROJECT_SOURCE_DIR}/packaging/cmake/TobaPlugin.cmake
        ${PROJECT_SOURCE_DIR}/packaging/cmake/run-plugin-test.cmake
        ${PROJECT_SOURCE_DIR}/packaging/cmake/plugin.map
    DESTINATION lib/cmake/toba)

foreach(name toba toba-http)
    configure_file(${package}/${name}.pc.in ${made}/${name}.pc @ONLY)
    install(FILES ${made}/${name}.pc DESTINATION lib/pkgconfig)
endforeach()
