# Keeps logs from filling the disk. Writers must append (>>, append='on'), so that a cut file starts again at its beginning.
# shellcheck shell=bash

readonly log_limit_bytes=$((16 * 1024 * 1024))

# logs_bound DIR: a log that outgrew the limit becomes NAME.1 and starts anew; the older NAME.1 is dropped.
logs_bound() {
    local log
    for log in "$1"/*.log; do
        if [[ -f $log ]] && (($(stat -c %s "$log") > log_limit_bytes)); then
            tail -c "$log_limit_bytes" "$log" >"$log.1" || true
            : >"$log"
        fi
    done
}
