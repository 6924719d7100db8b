# Tells whether KVM really runs a guest here. /dev/kvm alone says little (containers, permissions), and there are nested
# machines where the BIOS runs but a 64-bit kernel hangs: so a real kernel is started until it says its first line.
# shellcheck shell=bash

# kernel_speaks ACCELERATOR KERNEL: boots KERNEL for a moment.
kernel_speaks() {
    local console pid tries spoke=1
    console=$(mktemp)
    qemu-system-x86_64 -accel "$1" -cpu qemu64 -m 128 -display none -nodefaults -no-user-config -no-reboot \
        -serial "file:$console" -kernel "$2" -append "console=ttyS0 earlyprintk=serial panic=-1" \
        </dev/null >/dev/null 2>&1 &
    pid=$!
    for ((tries = 0; tries < 50; tries++)); do
        if grep -q 'Linux version' "$console"; then
            spoke=0
            break
        fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    rm -f "$console"
    return "$spoke"
}

# kvm_works KERNEL
kvm_works() {
    [[ -r /dev/kvm && -w /dev/kvm ]] && kernel_speaks kvm "$1"
}
