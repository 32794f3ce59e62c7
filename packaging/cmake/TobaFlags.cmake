# Compiler flags that every target of the project shares, and the switches of the presets.

option(TOBA_WERROR "Warnings are errors" OFF)
option(TOBA_TESTS "Build the tests and the Graph emulator" ON)
option(TOBA_FAIL_ALLOC "Let tests fail the n-th allocation of the core" OFF)
option(TOBA_FUZZ "Build the fuzz targets (clang only)" OFF)
set(TOBA_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes
    -Wmissing-prototypes -Wformat=2 -Wwrite-strings -Wundef -Wvla -fno-common)
if(TOBA_WERROR)
    add_compile_options(-Werror)
endif()
if(TOBA_FAIL_ALLOC)
    add_compile_definitions(TOBA_FAIL_ALLOC)
endif()
if(TOBA_FUZZ) # all code is measured; only the fuzz targets get libFuzzer's main
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(TOBA_SANITIZE)
    add_compile_options(-fsanitize=${TOBA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${TOBA_SANITIZE})
else()
    add_compile_options(-fstack-protector-strong $<$<CONFIG:RelWithDebInfo>:-D_FORTIFY_SOURCE=2>)
    # clang does not link its sanitizer runtime into shared objects, so -z defs is for plain builds.
    add_link_options(-Wl,-z,relro,-z,now,-z,defs)
endif()
