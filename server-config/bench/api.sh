# The bench of the calls that clients send most; sourced by ./bench.
# shellcheck shell=bash disable=SC2154,SC2034

readonly api_mebibytes=8192

measure_api() {
    local status=0
    dir=$home/target/bench-api
    needed_mebibytes=$api_mebibytes
    find_java
    lock_directory "./bench api"
    trap 'exit 130' INT TERM HUP
    trap api_down EXIT
    end_api
    check_room
    ensure_packages "" curl wrk
    heedful build_war
    keep_to_two_cores
    compile_tests
    heedful "$java" -XX:+UseParallelGC -Xmx2g -cp "$classpath" -Dbench.home="$home" -Dbench.directory="$dir" \
        -Dbench.databases="${database:-h2,postgresql}" -Dbench.rounds="$rounds" -Dbench.quick="$quick" -Dbench.strict="$strict" \
        -Dbench.json="$json" -Dstillframe.build=bench-api org.stillframe.bench.ApiBench || status=$?
    ((status != 0)) || say "The figures are in $json"
    return "$status"
}

# The services are no children of this script; each is known by its file.
end_api() {
    local file
    for file in "$dir"/*/*/server.pid; do
        [[ ! -e $file ]] || process_stop "$file" 5
    done
    find "$dir" -mindepth 1 -maxdepth 1 ! -name lock ! -name log -exec rm -rf {} +
}

# However the bench ends. A second Ctrl-C must not stop it.
api_down() {
    local status=$? log
    trap : INT TERM HUP
    trap - EXIT
    if [[ -n $child ]]; then
        # It ends PostgreSQL.
        kill -TERM -- "-$child" 2>/dev/null || true
        wait "$child" || true
    fi
    say "Cleaning up"
    if ((status != 0 && status != 3 && status != 130)); then
        log=$(find "$dir" -name server.log -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
        if [[ -n $log ]]; then
            mv -f "$log" "$home/target/bench-server.log"
            warn "The log of the server that wrote last is kept as $home/target/bench-server.log"
        fi
    fi
    end_api
    rm -rf "$dir"
    exit "$status"
}
