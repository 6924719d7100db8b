# Builds the demo guest's kernel and initramfs in DIR/guest from Debian packages; sourced by ./guest.
# shellcheck shell=bash disable=SC2154

readonly image_modules='virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk virtio_console
    evdev button'

# build_image IMAGE_DIR: once; the stamp tells for which version of the recipe.
build_image() {
    local image=$1 recipe work
    recipe=$(cat "$here/guest-init" "$here/image.sh" | sha256sum)
    if [[ -s $image/vmlinuz && -s $image/initrd && $(cat "$image/recipe" 2>/dev/null) == "$recipe" ]]; then
        return
    fi
    say "Building the demo guest from Debian packages" >&2
    rm -rf "$image"/build.*
    mkdir -p "$image"
    work=$(mktemp -d "$image/build.XXXXXX")
    fetch_packages "$work"
    lay_root "$work/packages" "$work/root"
    (cd "$work/root" && find . | "$work/packages/bin/busybox" cpio -o -H newc 2>/dev/null | gzip -1) >"$image/initrd.new"
    cp "$work"/packages/boot/vmlinuz-* "$image/vmlinuz.new"
    mv "$image/initrd.new" "$image/initrd"
    mv "$image/vmlinuz.new" "$image/vmlinuz"
    echo "$recipe" >"$image/recipe"
    rm -rf "$work"
}

# fetch_packages WORK: unpacks the packages to WORK/packages; nothing is installed on this machine.
fetch_packages() {
    local kernel package
    kernel=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/^ *Depends: *\(linux-image-[^ ]*\)$/\1/p' | head -n 1)
    [[ -n $kernel ]] || die "the demo guest needs Debian's package linux-image-cloud-amd64, and apt does not know it;" \
        "run 'apt-get update', or use --hypervisor simulated"
    (cd "$1" && apt-get -qq download "$kernel" busybox-static qemu-guest-agent >download.log 2>&1) ||
        die "the demo guest's packages cannot be downloaded: $(tail -n 1 "$1/download.log");" \
            "run 'apt-get update', or use --hypervisor simulated"
    for package in "$1"/*.deb; do
        dpkg-deb -x "$package" "$1/packages"
        rm "$package"
    done
}

# lay_root PACKAGES ROOT: the initramfs: busybox, the guest agent with its libraries, the modules, our init.
lay_root() {
    local packages=$1 root=$2 module library
    mkdir -p "$root"/{bin,modules,lib,lib64,usr/sbin}
    cp "$packages/bin/busybox" "$root/bin/busybox"
    install -m 755 "$here/guest-init" "$root/init"
    for module in $image_modules; do
        find "$packages/lib/modules" -name "$module.ko" -exec cp {} "$root/modules/" \;
    done
    cp "$packages/usr/sbin/qemu-ga" "$root/bin/qemu-ga"
    for library in $(ldd "$packages/usr/sbin/qemu-ga" | grep -o '/[^ ]*'); do
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done
}
