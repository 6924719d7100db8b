# What the scripts print: progress on standard output, complaints on standard error.
# shellcheck shell=bash

say() {
    printf '%s\n' "$*"
}

warn() {
    printf '%s\n' "$*" >&2
}

die() {
    warn "stillframe: $*"
    exit 1
}
