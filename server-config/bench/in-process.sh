# Interruptions inside one process; sourced by ./bench.
# shellcheck shell=bash disable=SC2154

interruptions_in_process() {
    local arguments status=0
    dir=$home/target/interruptions
    find_java
    lock_directory "./bench faults --in-process"
    trap 'faults_over 130' INT TERM HUP
    mkdir -p "$dir/log" "$(dirname -- "$json")"
    say "Seed $seed; the log is $dir/log/interruptions.log"
    read -ra arguments <<<"${MAVEN_ARGS:-}"
    heedful mvn -B -f "$home/pom.xml" verify -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false \
        -Dit.test='InterruptionIT#nothingIsStuck*' -Dfailsafe.failIfNoSpecifiedTests=false \
        -Dstillframe.interruptions="$rounds" -Dstillframe.interruptions.seed="$seed" \
        -Dstillframe.interruptions.json="$json" "${arguments[@]}" >"$dir/log/interruptions.log" 2>&1 || status=$?
    grep -E '^seed |seed [0-9]+, round' "$dir/log/interruptions.log" | tail -20 || true
    say "The figures are in $json"
    exit "$status"
}
