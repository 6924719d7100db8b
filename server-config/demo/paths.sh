# Where the private libvirtd of a directory keeps what; sourced by the scripts here.
# shellcheck shell=bash disable=SC2034

# locate DIR: sets dir, state, run, etc, short and uri.
locate() {
    dir=$(realpath -m -- "$1")
    state=$dir/libvirt
    # A socket's path holds at most 107 bytes, and in a URI it must not need quoting: so it is reached over a short link whose
    # name is the same at every start.
    local name
    name=stillframe-$EUID-$(printf '%s' "$dir" | sha256sum | cut -c 1-12)
    if [[ $EUID == 0 ]]; then
        short=/run/$name
        run=$state/run
        etc=$state/etc
        uri="qemu+unix:///system?socket=$short/run/libvirt-sock"
    else
        short=${XDG_RUNTIME_DIR:-/tmp}/$name
        run=$state/run/libvirt/qemu/run
        etc=$state/etc/libvirt
        uri="qemu+unix:///session?socket=$short/run/libvirt/libvirt-sock"
    fi
}

make_short_path() {
    ln -sfnT "$state" "$short"
    [[ -O $short && $(readlink "$short") == "$state" ]] || die "$short is in the way"
}
