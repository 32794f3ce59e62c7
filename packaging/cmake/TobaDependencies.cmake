# Debian's libraries, all found by pkg-config.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(lua REQUIRED IMPORTED_TARGET lua5.4)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(curl REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(cjson REQUIRED IMPORTED_TARGET libcjson)
if(TOBA_TESTS)
    pkg_check_modules(cmocka REQUIRED IMPORTED_TARGET cmocka)
    pkg_check_modules(microhttpd REQUIRED IMPORTED_TARGET libmicrohttpd)
endif()
