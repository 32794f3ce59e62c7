# shellcheck shell=bash
# packages.sh - sourced by the scripts, which install what they need on a fresh Debian.
#
#     packages_need GROUP…     installs the packages of the groups that are missing

packages_of() { # GROUP
    case $1 in
    build)
        echo gcc libc6-dev cmake ninja-build pkg-config \
            libcurl4-openssl-dev libcjson-dev liblua5.4-dev libsqlite3-dev libssl-dev
        ;;
    test)
        echo libcmocka-dev libmicrohttpd-dev g++ binutils util-linux sqlite3
        ;;
    clang)
        echo clang-14 llvm-14 libclang-rt-14-dev
        ;;
    format)
        echo clang-format-14
        ;;
    docs)
        echo doxygen
        ;;
    demo)
        echo libcmocka-dev libmicrohttpd-dev sqlite3
        ;;
    *)
        echo "packages.sh: there is no group '$1'" >&2
        return 1
        ;;
    esac
}

package_is_there() { # PACKAGE
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed* ]]
}

packages_missing() { # GROUP…
    local group package list

    for group in "$@"; do
        list=$(packages_of "$group") || return 1
        for package in $list; do
            package_is_there "$package" || echo "$package"
        done
    done | sort -u
}

# Runs a command as root; it shows what it said only when it fails.
packages_as_root() {
    local log as=()

    if [[ $EUID -ne 0 ]]; then
        as=(sudo)
    fi
    log=$(mktemp)
    if ! "${as[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        echo "this failed: $*" >&2
        return 1
    fi
    rm -f "$log"
}

packages_need() { # GROUP…
    local missing

    if ! command -v dpkg-query >/dev/null; then
        echo "this is no Debian: going on with the tools and libraries that are there" >&2
        return 0
    fi
    missing=$(packages_missing "$@") || return 1
    [[ -n $missing ]] || return 0
    # shellcheck disable=SC2086 # one word a package
    set -- $missing
    if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
        echo "these packages are missing, and only root can install them:" >&2
        echo "    apt-get install $*" >&2
        return 1
    fi
    echo "installing $*"
    packages_as_root apt-get -q update &&
        packages_as_root apt-get -q -o DPkg::Lock::Timeout=600 install -y \
            --no-install-recommends "$@"
}
