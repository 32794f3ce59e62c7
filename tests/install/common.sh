# common.sh - sourced: an empty folder to work in, and an environment that has only the installed
# toba of $PREFIX.

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export PATH=$PREFIX/bin:/usr/local/bin:/usr/bin:/bin
unset TOBA_PLUGIN_PATH CMAKE_PREFIX_PATH CFLAGS LDFLAGS

readonly every_warning="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion \
-Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wwrite-strings -Wundef -Wvla -Werror"

fail() {
    echo "$*" >&2
    exit 1
}

# Configures, builds and tests the plugin in the working folder.
build_and_test() {
    cmake -B build -DCMAKE_C_EXTENSIONS=OFF -DCMAKE_C_FLAGS="$every_warning" >cmake.log 2>&1 ||
        { cat cmake.log >&2; fail "cmake failed"; }
    cmake --build build >build.log 2>&1 || { cat build.log >&2; fail "the build failed"; }
    grep -q "warning" build.log && { cat build.log >&2; fail "the compiler warns"; }
    ctest --test-dir build --output-on-failure --no-tests=error
}
