# Requests that nobody should send; sourced by ./bench.
# shellcheck shell=bash disable=SC2154,SC2034

fuzz_service() {
    local status=0
    dir=$home/target/fuzz
    find_java
    lock_directory "./bench fuzz"
    trap 'exit 130' INT TERM HUP
    ensure_packages "" curl
    heedful build_war
    mkdir -p "$dir/log"
    compile_tests
    if [[ -z $demo ]]; then
        start_fuzzed
        demo=$dir/demo.env
    fi
    say "Seed $seed, $requests requests"
    heedful "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classpath" -Dfuzz.demo="$demo" -Dfuzz.requests="$requests" \
        -Dfuzz.seed="$seed" -Dfuzz.from="$from" -Dfuzz.seconds="$seconds" -Dfuzz.json="$json" org.stillframe.fuzz.FuzzBench || status=$?
    exit "$status"
}

# start_fuzzed: a new service with the demo set on simulated servers, as ./run starts it but without a rate limit.
start_fuzzed() {
    trap fuzz_over EXIT
    process_stop "$dir/server.pid" 20
    rm -rf "$dir"/{db,keys,simulated*,demo.env,admin.env}
    port=$(free_port)
    url=http://localhost:$port
    export STILLFRAME_BIND=127.0.0.1 STILLFRAME_DATA_DIR=$dir STILLFRAME_URL=$url STILLFRAME_DEMO=true
    export STILLFRAME_DEMO_HOST=simulated://$dir/simulated STILLFRAME_STORAGE_RESERVE=0 STILLFRAME_RATE_LIMIT=0
    export STILLFRAME_WEBHOOK_INTERNAL=127.0.0.1/32
    unset STILLFRAME_DATABASE_URL
    choose_database
    say "Starting the server"
    start_server
    local deadline=$((SECONDS + 240))
    until [[ $(curl -s -o /dev/null -m 5 -w '%{http_code}' "$url/health/ready" || true) == 200 && -s $dir/demo.env ]]; do
        if ((SECONDS >= deadline)) || ! process_alive "$dir/server.pid" >/dev/null; then
            die "the server does not answer; see $dir/log/server.log"
        fi
        sleep 0.3 &
        wait $!
    done
}

# However it ends. A second Ctrl-C must not stop it.
fuzz_over() {
    local status=$?
    trap : INT TERM HUP
    trap - EXIT
    if [[ -n $child ]]; then
        # It still tells what it has seen.
        kill -TERM -- "-$child" 2>/dev/null || true
        wait "$child" || true
    fi
    process_stop "$dir/server.pid" 20
    rm -rf "$dir"/{db,keys,simulated*,demo.env,admin.env}
    exit "$status"
}
