# The demo of ./run: its host and guests; sourced there.
# shellcheck shell=bash disable=SC2154,SC2034

readonly guest_packages=(qemu-system-x86 qemu-utils libvirt-daemon libvirt-daemon-driver-qemu libvirt0 libvirt-clients
    e2fsprogs)

start_demo() {
    refuse_other_hypervisor
    # Small guests on whatever disk there is.
    export STILLFRAME_STORAGE_RESERVE=${STILLFRAME_STORAGE_RESERVE:-0}
    if [[ $hypervisor == simulated ]]; then
        export STILLFRAME_DEMO_HOST=simulated://$dir/simulated
        return
    fi
    ensure_packages " (or run './run --hypervisor simulated', which needs none of them)" "${guest_packages[@]}"
    say "Starting a private libvirt and its guests"
    demo_serving=yes
    heedful start_guests || die "the demo's libvirt cannot be started; './run --hypervisor simulated' works without it"
    locate "$dir"
    export STILLFRAME_DEMO_HOST=$uri LIBVIRT_DEFAULT_URI=$uri
    # Never start the user's own session daemon in place of ours.
    export LIBVIRT_AUTOSTART=0
}

# The servers of one kind mean nothing to the other.
refuse_other_hypervisor() {
    local former
    former=$(cat "$dir/hypervisor" 2>/dev/null || echo "$hypervisor")
    [[ $former == "$hypervisor" ]] ||
        die "$dir holds a demo with --hypervisor $former; go on with that, or name another directory with --data"
    echo "$hypervisor" >"$dir/hypervisor"
}

start_guests() {
    local demo=$home/server-config/demo
    "$demo/guest" image "$dir" && "$demo/libvirtd" start "$dir" >/dev/null || return 1
    [[ ! -e $dir/guest/defined ]] || return 0
    "$demo/guest" define "$dir" web-server-01 --memory 96 --disk 10G &&
        "$demo/guest" define "$dir" db-server-01 --memory 96 --disk 10G --disk 2G &&
        "$demo/guest" boot "$dir" web-server-01 && "$demo/guest" boot "$dir" db-server-01 &&
        touch "$dir/guest/defined"
}

# The guests outlive their libvirtd, and a new one finds them again.
keep_demo() {
    logs_bound "$dir/libvirt/log"
    # QEMU's own, as root and as an ordinary user.
    logs_bound "$dir/libvirt/log/qemu"
    logs_bound "$dir/libvirt/cache/libvirt/qemu/log"
    if ! process_alive "$dir/libvirt/pid" >/dev/null; then
        say "The private libvirtd has ended; starting it again"
        heedful "$home/server-config/demo/libvirtd" start "$dir" >/dev/null || true
    fi
}
