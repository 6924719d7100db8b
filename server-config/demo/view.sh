#!/usr/bin/env bash
# Becomes the private libvirtd of a directory. Started by ./libvirtd, as root inside a mount namespace of its own: there the
# places that libvirt has compiled in are directories of ours, and the machine's own libvirt cannot be met.
#   view.sh STATE HIDE_KVM
set -euo pipefail

readonly state=$1 hide_kvm=$2

# lay PLACE OURS: what libvirt finds at PLACE is our directory.
lay() {
    mkdir -p "$1"
    mount --bind "$state/$2" "$1"
}

lay /run/libvirt run
lay /var/lib/libvirt lib
lay /var/cache/libvirt cache
lay /var/log/libvirt log
lay /etc/libvirt etc

# libvirtd refuses to start without the account that libvirt-daemon-system would have made, though it will not use it
# (qemu.conf says root). That package would start the machine's own libvirtd, so the account exists only in here.
if ! getent passwd libvirt-qemu >/dev/null || ! getent group libvirt-qemu >/dev/null; then
    for file in passwd group; do
        cp "/etc/$file" "$state/etc/$file"
        mount --bind "$state/etc/$file" "/etc/$file"
    done
    echo 'libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
    echo 'libvirt-qemu:x:64055:' >>/etc/group
fi

# A /dev/kvm that cannot run guests would be probed anew at every call (7.7 s instead of 0.03 s). A read-only file in its
# place counts as not usable, even for root.
if [[ $hide_kvm == yes ]]; then
    mount --bind "$state/etc/no-kvm" /dev/kvm
    mount -o remount,bind,ro /dev/kvm
fi

exec libvirtd --config /etc/libvirt/libvirtd.conf --pid-file /run/libvirt/libvirtd.pid
