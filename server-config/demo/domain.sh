# Defines and removes guests; sourced by ./guest.
# shellcheck shell=bash disable=SC2154

host() {
    virsh -q -c "$uri" "$@"
}

# define NAME [--uuid UUID] [--memory MIB] [--disk SIZE]...
define() {
    local name=$1 uuid='' memory=128 sizes=()
    shift
    while (($#)); do
        case $1 in
            --uuid) uuid=$2 ;;
            --memory) memory=$2 ;;
            --disk) sizes+=("$2") ;;
            *) usage; exit 2 ;;
        esac
        shift 2
    done
    [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || die "a guest's name may hold letters, digits, dots and hyphens: $name"
    if host dominfo "$name" >/dev/null 2>&1; then
        return
    fi
    ((${#sizes[@]})) || sizes=(1G)
    build_image "$dir/guest"
    define_pool
    make_disks "$name" "${sizes[@]}"
    host pool-refresh stillframe >/dev/null
    domain_xml "$name" "$uuid" "$memory" "${#sizes[@]}" >"$dir/guest/$name.xml"
    host define "$dir/guest/$name.xml" >/dev/null
    rm "$dir/guest/$name.xml"
}

# All disks, and the layers made of them later, lie in one storage pool that libvirt knows.
define_pool() {
    mkdir -p "$dir/disks"
    host pool-info stillframe >/dev/null 2>&1 ||
        host pool-define-as stillframe dir --target "$(xml "$dir/disks")" >/dev/null
    host pool-autostart stillframe >/dev/null
    host pool-start stillframe >/dev/null 2>&1 || true
}

disk_letter() {
    printf '%b' "\\x$(printf '%x' $((97 + $1)))"
}

# make_disks NAME SIZE...: empty ext4 file systems, made sparse and moved into place whole.
make_disks() {
    local name=$1 size number=0 disk
    shift
    for size in "$@"; do
        disk=$dir/disks/$name-vd$(disk_letter $number).qcow2
        number=$((number + 1))
        [[ -e $disk ]] && continue
        rm -f "$disk.raw"
        truncate -s "$size" "$disk.raw"
        mkfs.ext4 -q -F -m 0 -E lazy_itable_init=1,lazy_journal_init=1,nodiscard "$disk.raw"
        qemu-img convert -O qcow2 "$disk.raw" "$disk.new"
        mv "$disk.new" "$disk"
        rm "$disk.raw"
    done
}

xml() {
    local text=${1//&/&amp;}
    text=${text//</&lt;}
    printf '%s' "${text//\'/&apos;}"
}

# domain_xml NAME UUID MEMORY DISKS
domain_xml() {
    local accelerator image log
    accelerator=$(cut -d ' ' -f 1 "$state/accelerator")
    image=$(xml "$dir/guest")
    log=$(xml "$dir/log/guest-$1.log")
    mkdir -p "$dir/log"
    cat <<EOF
<domain type='$accelerator'>
  <name>$1</name>
  ${2:+<uuid>$2</uuid>}
  <memory unit='MiB'>$3</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>$image/vmlinuz</kernel>
    <initrd>$image/initrd</initrd>
    <cmdline>console=ttyS0 quiet panic=1 oops=panic</cmdline>
  </os>
  <features><acpi/></features>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
$(disks_xml "$1" "$4")
    <controller type='usb' model='none'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <serial type='file'><source path='$log' append='on'/></serial>
    <memballoon model='none'/>
  </devices>
</domain>
EOF
}

# disks_xml NAME COUNT
disks_xml() {
    local number letter
    for ((number = 0; number < $2; number++)); do
        letter=$(disk_letter $number)
        cat <<EOF
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' discard='unmap'/>
      <source file='$(xml "$dir/disks")/$1-vd$letter.qcow2'/>
      <target dev='vd$letter' bus='virtio'/>
    </disk>
EOF
    done
}

boot() {
    if [[ $(host domstate "$1") != running ]]; then
        host start "$1" >/dev/null
    fi
}

remove() {
    host destroy "$1" >/dev/null 2>&1 || true
    host undefine "$1" --nvram --managed-save >/dev/null 2>&1 || true
    rm -f "$dir/disks/$1"-vd?.qcow2
    host pool-refresh stillframe >/dev/null 2>&1 || true
}
