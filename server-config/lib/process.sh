# Remembers processes in files, so that a later script ends or takes over those and no others.
# A process id alone is not enough, as the machine gives it out again: the start time and the boot are kept with it.
# shellcheck shell=bash

boot_id() {
    cat /proc/sys/kernel/random/boot_id
}

# process_start_time PID: when it started, in ticks since boot; nothing if there is no such process.
process_start_time() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    stat=${stat##*) }
    # The name may hold anything, so count behind its closing bracket: field 22 of the whole is the 20th there.
    # shellcheck disable=SC2086
    set -- $stat
    [[ $1 == Z ]] || printf '%s' "${20}"
}

# process_remember FILE PID
process_remember() {
    printf '%s %s %s\n' "$2" "$(process_start_time "$2")" "$(boot_id)" >"$1.new"
    mv "$1.new" "$1"
}

# process_alive FILE: prints the process id and succeeds if the very process remembered there still lives.
process_alive() {
    local pid started boot
    [[ -s $1 ]] && read -r pid started boot <"$1" || return 1
    [[ -n $started && $boot == "$(boot_id)" && $(process_start_time "$pid") == "$started" ]] || return 1
    printf '%s' "$pid"
}

# process_stop FILE SECONDS: asks the remembered process to end, insists after SECONDS, forgets it.
process_stop() {
    local pid deadline=$((SECONDS + $2))
    if pid=$(process_alive "$1"); then
        kill -TERM "$pid" 2>/dev/null || true
        while process_alive "$1" >/dev/null; do
            if ((SECONDS >= deadline)); then
                kill -KILL "$pid" 2>/dev/null || true
                deadline=$((SECONDS + 5))
            fi
            sleep 0.1
        done
    fi
    rm -f "$1"
}
