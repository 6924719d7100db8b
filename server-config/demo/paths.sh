# Where the private libvirtd of a directory keeps what; sourced by the scripts here.
# shellcheck shell=bash disable=SC2034

# libvirtd and mkfs lie where an ordinary user's path does not lead.
PATH=$PATH:/usr/sbin:/sbin

# locate DIR: sets dir, state, short, socket, uri, guests (where libvirt notes the live ones) and etc.
locate() {
    dir=$(realpath -m -- "$1")
    state=$dir/libvirt
    # A socket's path holds at most 107 bytes, and in a URI it must not need quoting: so it is reached over a short link whose
    # name is the same at every start.
    local hash
    hash=$(printf '%s' "$dir" | sha256sum | cut -c 1-12)
    if [[ $EUID == 0 ]]; then
        short=/run/stillframe-0-$hash
        guests=$state/run/qemu
        etc=$state/etc
        socket=$short/run/libvirt-sock
        uri="qemu+unix:///system?socket=$socket"
    else
        # libvirt adds up to 83 bytes to it for a guest agent's socket.
        short=/tmp/sf-$hash
        guests=$state/run/libvirt/qemu/run
        etc=$state/etc/libvirt
        socket=$short/run/libvirt/libvirt-sock
        uri="qemu+unix:///session?socket=$socket"
    fi
}

make_short_path() {
    ln -sfnT "$state" "$short"
    [[ -O $short && $(readlink "$short") == "$state" ]] || die "$short is in the way"
}
