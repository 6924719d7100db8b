# Finds out which Debian packages are missing and installs them where that is allowed; needs say.sh.
# shellcheck shell=bash

# missing_packages PACKAGE...: those not installed, in one line.
missing_packages() {
    local package missing=()
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    printf '%s' "${missing[*]}"
}

as_root() {
    if [[ $EUID == 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [[ $EUID == 0 ]] || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 && -t 1 ]]; }; }
}

# ensure_packages ADVICE PACKAGE...: installs what is missing; where that cannot be, ends with one line: what to do, and ADVICE.
ensure_packages() {
    local advice=$1 missing
    shift
    missing=$(missing_packages "$@")
    [[ -n $missing ]] || return 0
    if may_install; then
        say "Installing with apt: $missing"
        install_packages "$missing" && return
    fi
    die "please install these Debian packages: $missing$advice"
}

install_packages() {
    local packages
    read -ra packages <<<"$1"
    # The package lists of a fresh machine or container are empty or old: get them, then try.
    as_root apt-get -qq update || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${packages[@]}" >/dev/null
}
