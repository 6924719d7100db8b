# The bench of create, restore and undo; sourced by ./bench.
# shellcheck shell=bash disable=SC2154

measure_engine() {
    # As for a service that is busy; the bench of the API has the same.
    export STILLFRAME_COMPILER=${STILLFRAME_COMPILER:-full}
    rig_up
    STILLFRAME_ADMIN_TOKEN=$(sed -n 's/^STILLFRAME_ADMIN_TOKEN=//p' "$dir/admin.env")
    export STILLFRAME_ADMIN_TOKEN
    bench_java EngineBench
    say "The figures are in $json"
}
