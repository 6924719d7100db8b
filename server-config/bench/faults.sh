# The campaign of faults; sourced by ./bench.
# shellcheck shell=bash disable=SC2154

campaign_of_faults() {
    local status=0
    dir=$home/target/faults-$site
    find_java
    lock_directory "./bench faults --site $site"
    trap 'faults_over 130' INT TERM HUP
    ensure_packages "" "${guest_packages[@]}" curl
    heedful build_war
    compile_tests
    say "Seed $seed"
    heedful "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classpath" -Dfaults.home="$home" -Dfaults.directory="$dir" \
        -Dfaults.site="$site" -Dfaults.rounds="$rounds" -Dfaults.seconds="$seconds" -Dfaults.seed="$seed" \
        -Dfaults.kinds="$kinds" -Dfaults.database="${database:-h2}" -Dfaults.json="$json" org.stillframe.faults.FaultBench || status=$?
    say "The figures are in $json"
    exit "$status"
}

faults_over() {
    trap : INT TERM HUP
    if [[ -n $child ]]; then
        kill -TERM -- "-$child" 2>/dev/null || true
        wait "$child" || true
    fi
    exit "$1"
}
