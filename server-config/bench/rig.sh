# What the benches are run on: the service and a private libvirtd in a directory that is emptied afterwards; sourced by ./bench.
# shellcheck shell=bash disable=SC2154,SC2034

needed_mebibytes=3072

# The promises are made for two cores; all that is started from here on keeps to them.
keep_to_two_cores() {
    (($(nproc) <= 2)) || taskset -cp 0,1 $$ >/dev/null
}

check_room() {
    local free
    free=$(df --output=avail -BM "$dir" | tail -n 1 | tr -dc 0-9)
    ((free >= needed_mebibytes)) || die "$dir has $free MiB free, $needed_mebibytes are needed"
}

# The bench starts once and measures a warm server: an archive of classes would only be made in vain.
choose_archive() {
    class_flag=-Xshare:auto
}

free_port() {
    local candidate
    while :; do
        candidate=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || break
    done
    printf '%s' "$candidate"
}

# rig_up: builds and starts all; sets url and uri.
rig_up() {
    dir=$home/target/bench
    find_java
    lock_directory ./bench
    trap rig_interrupted INT TERM HUP
    trap rig_down EXIT
    forget_former_rig
    check_room
    ensure_packages "" "${guest_packages[@]}" curl
    heedful build_war
    keep_to_two_cores
    say "Starting a private libvirt and the server"
    heedful "$home/server-config/demo/libvirtd" start "$dir" >/dev/null || die "the private libvirt cannot be started"
    locate "$dir"
    port=$(free_port)
    url=http://localhost:$port
    export LIBVIRT_AUTOSTART=0 STILLFRAME_BIND=127.0.0.1 STILLFRAME_DATA_DIR=$dir STILLFRAME_URL=$url STILLFRAME_DEMO=false
    export STILLFRAME_LIBVIRT_URI=$uri
    choose_database
    start_server
    await_server
}

await_server() {
    local deadline=$((SECONDS + 240))
    until [[ $(curl -s -o /dev/null -m 5 -w '%{http_code}' "$url/health/ready" || true) == 200 && -s $dir/admin.env ]]; do
        if ((SECONDS >= deadline)) || ! process_alive "$dir/server.pid" >/dev/null; then
            die "the server does not answer"
        fi
        sleep 0.3 &
        wait $!
    done
}

forget_former_rig() {
    [[ ! -e $dir/libvirt ]] || end_rig
    find "$dir" -mindepth 1 -maxdepth 1 ! -name lock ! -name log -exec rm -rf {} +
}

end_rig() {
    process_stop "$dir/server.pid" 20
    STILLFRAME_GUEST_GRACE=0 setsid --wait "$home/server-config/demo/libvirtd" stop "$dir" {lock}>&- || true
}

# However the bench ends. A second Ctrl-C must not stop it.
rig_down() {
    local status=$?
    trap : INT TERM HUP
    trap - EXIT
    [[ -z $child ]] || kill -TERM -- "-$child" 2>/dev/null || true
    say "Cleaning up"
    end_rig
    if ((status != 0)) && [[ -s $dir/log/server.log ]]; then
        mv -f "$dir/log/server.log" "$home/target/bench-server.log"
        warn "The server's log is kept as $home/target/bench-server.log"
    fi
    rm -rf "$dir"
    exit "$status"
}

rig_interrupted() {
    exit 130
}

# bench_java MAIN PROPERTY...: compiles the measuring program, which needs nothing but the JDK, and runs it.
bench_java() {
    local main=$1 sources=$home/src/test/java/org/stillframe/bench
    shift
    "${java}c" --release 17 -sourcepath "$home/src/test/java" -d "$dir/classes" "$sources/$main.java"
    heedful "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djdk.lang.Process.launchMechanism=VFORK -cp "$dir/classes" \
        -Dbench.home="$home" -Dbench.directory="$dir" -Dbench.libvirt="$uri" -Dbench.service="$url" \
        -Dbench.rounds="$rounds" -Dbench.quick="$quick" -Dbench.strict="$strict" -Dbench.only="$only" -Dbench.json="$json" \
        "org.stillframe.bench.$main"
}

# compile_tests: for what needs more than the JDK; sets classpath.
compile_tests() {
    local arguments
    say "Compiling"
    read -ra arguments <<<"${MAVEN_ARGS:-}"
    heedful mvn -B -q -f "$home/pom.xml" test-compile dependency:build-classpath -DincludeScope=test \
        -Dmdep.outputFile="$dir/classpath" "${arguments[@]}" >"$dir/log/compile.log" 2>&1 ||
        die "the tests cannot be compiled; see $dir/log/compile.log"
    classpath=$home/target/test-classes:$home/target/classes:$(<"$dir/classpath")
}
