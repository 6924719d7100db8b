# Starts the WAR on Payara Micro for a data directory; needs say.sh and process.sh.
# shellcheck shell=bash disable=SC2154

# Sized by measurement on two cores; the whole process is to stay below 450 MiB after a start and its first hundred requests.
jvm_flags=(
    -Xms64m -Xmx224m                 # a hundred requests leave some 100 MiB alive
    -XX:+UseSerialGC                 # the smallest collector, and the quickest for a heap of this size
    -XX:MaxMetaspaceSize=224m        # Payara, JSF and our classes take some 150 MiB
    -Xss512k                         # no deep recursion here, and a hundred threads
    -XX:+ExitOnOutOfMemoryError      # a service half dead is worse than one that is started again
    -Djava.awt.headless=true
    # What would otherwise be looked for in all jars, each time that JSON is written or a job is started.
    -Djakarta.json.provider=org.eclipse.parsson.JsonProviderImpl
    -Djakarta.xml.bind.JAXBContextFactory=org.glassfish.jaxb.runtime.v2.JAXBContextFactory
    -Djavax.xml.parsers.SAXParserFactory=com.sun.org.apache.xerces.internal.jaxp.SAXParserFactoryImpl
)

# What the full compiler is let near. It makes a request take a third of the time, but compiles for long what runs often only while
# the server starts. With higher thresholds than the JVM's own (some ten times as many calls) it leaves a start nearly alone, and gets at
# whatever a busy service does all day. After half an hour of hard work the process has some 600 MiB then (docs/performance.md).
case ${STILLFRAME_COMPILER:-balanced} in
    balanced)
        jvm_flags+=(-XX:ReservedCodeCacheSize=96m
            -XX:Tier3InvocationThreshold=1000 -XX:Tier3MinInvocationThreshold=500 -XX:Tier3CompileThreshold=5000
            -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000
            -XX:Tier4BackEdgeThreshold=400000)
        ;;
    quick) jvm_flags+=(-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=64m) ;;
    full) jvm_flags+=(-XX:ReservedCodeCacheSize=128m) ;;
    *) die "STILLFRAME_COMPILER must be balanced, quick or full, not '$STILLFRAME_COMPILER'" ;;
esac

# lay_server: unpacks Payara Micro to DIR/server, once for each version. Its launcher puts all jars on one class path, which is
# what class-data sharing needs.
lay_server() {
    local jar=$home/target/payara-micro.jar stamp
    stamp=$(stat -c '%s %Y' "$jar" "$home/target/postgresql.jar")
    if [[ $(cat "$server/version" 2>/dev/null) != "$stamp" ]]; then
        say "Unpacking Payara Micro"
        rm -rf "$server"
        mkdir -p "$server/root"
        "$java" -jar "$jar" --rootdir "$server/root" --addlibs "$home/target/postgresql.jar" --outputlauncher >"$dir/log/payara-unpack.log" 2>&1 ||
            die "Payara Micro cannot be unpacked; see $dir/log/payara-unpack.log"
        sed -i "s/ansiColor=true/ansiColor=false/" "$server/root/config/logging.properties"
        cp -r "$server/root/config" "$server/pristine-config"
        echo "$stamp" >"$server/version"
    fi
    # Payara writes its deployments there and would deploy them again beside ours.
    rm -rf "$server"/root/{batch,config,applications,generated,osgi-cache,logs,autodeploy} "$server/tmp"
    cp -r "$server/pristine-config" "$server/root/config"
    mkdir -p "$server/tmp"
}

# choose_archive: an archive of the classes that a start loads makes the next ones a third quicker. Another JDK, WAR or set of
# flags calls for a new one, so the first run notes the classes.
choose_archive() {
    archive_stamp=$("$java" -version 2>&1; stat -c '%s %Y' "$home/target/stillframe.war"; cat "$server/version"
        echo "${jvm_flags[*]}")
    if [[ -s $server/classes.jsa && $(cat "$server/classes.stamp" 2>/dev/null) == "$archive_stamp" ]]; then
        class_flag=-XX:SharedArchiveFile=$server/classes.jsa
    else
        process_stop "$server/archiver.pid" 5
        rm -f "$server"/classes.*
        class_flag=-XX:DumpLoadedClassList=$server/classes.list
    fi
}

# archive_classes: makes the archive from the list of a run that is up, in the background and after the first requests.
archive_classes() {
    [[ $class_flag == -XX:Dump* ]] || return 0
    sleep 30
    kill -0 $$ || return 0
    # The last line may be half written.
    sed '$d' "$server/classes.list" >"$server/classes.settled"
    nice "$java" -Xshare:dump "${jvm_flags[@]}" -XX:SharedClassListFile="$server/classes.settled" \
        -XX:SharedArchiveFile="$server/classes.new" -cp "$server/root/launch-micro.jar" \
        >"$dir/log/class-archive.log" 2>&1 &
    process_remember "$server/archiver.pid" $!
    wait $! || return 0
    echo "$archive_stamp" >"$server/classes.stamp"
    mv -f "$server/classes.new" "$server/classes.jsa"
}

# choose_database: PostgreSQL if the environment names one, else an H2 file in the data directory; sets database_kind.
choose_database() {
    case ${STILLFRAME_DATABASE_URL:-} in
        jdbc:postgresql:*)
            database_kind=postgresql
            [[ -n ${STILLFRAME_DATABASE_USER:-} ]] || die "STILLFRAME_DATABASE_USER must name the database's user"
            export STILLFRAME_DATABASE_PASSWORD=${STILLFRAME_DATABASE_PASSWORD:-}
            # Wait for a row less long than the socket does (postgresql.asadmin), and let no node that stands still hold one for ever.
            # And lose nothing that was committed when it crashes, whatever it is set to for others.
            # plan_cache_mode: plan a statement once. It would plan each page of a large inventory anew, which takes twice as long as
            # to read it; the indexes are such that a plan for all values is right for each (docs/performance.md). And begin no
            # other processes and compile nothing for it: a plan for all values expects pages to be far longer than they are.
            # shellcheck disable=SC2154 # home is set by whoever sources this
            STILLFRAME_DATABASE_OPTIONS=$(<"$home/server-config/postgresql.options")
            export STILLFRAME_DATABASE_OPTIONS
            ;;
        '' | "jdbc:h2:file:$dir/"*)
            database_kind=h2
            # WRITE_DELAY=0: what was committed survives a kill. LOCK_TIMEOUT: wait for a row rather than fail.
            # DB_CLOSE_ON_EXIT: Payara closes it, after the last transaction and not in a race with it. PAGE_SIZE: a commit writes
            # whole pages of all tables and indexes that it touches; smaller ones save a tenth of a create's processor time.
            # CACHE_SIZE: what H2 takes for 16 MiB of rows, its own choice for this heap, is 60, and a database of a million snapshots
            # then leaves so little of the heap that the collector never rests. The system's cache of the file is close behind.
            export STILLFRAME_DATABASE_URL="jdbc:h2:file:$dir/db/stillframe;WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE;PAGE_SIZE=1024;CACHE_SIZE=4096"
            ;;
        *) die "STILLFRAME_DATABASE_URL must begin with jdbc:postgresql:, not '$STILLFRAME_DATABASE_URL'" ;;
    esac
}

# choose_tls: TLS at a port of its own if the environment names a key store. Its password goes by a file that its owner alone can
# read, as a list of processes would show it; every process of the server's own user could read its environment anyway.
choose_tls() {
    tls_flags=() tls_options=() tls_commands=()
    [[ -n ${STILLFRAME_TLS_KEYSTORE:-} ]] || return 0
    local port=${STILLFRAME_TLS_PORT:-8443}
    [[ -r $STILLFRAME_TLS_KEYSTORE ]] || die "STILLFRAME_TLS_KEYSTORE must name a readable PKCS #12 file, not '$STILLFRAME_TLS_KEYSTORE'"
    [[ $port =~ ^[1-9][0-9]{0,4}$ && $port -le 65535 ]] || die "STILLFRAME_TLS_PORT must be a number from 1 to 65535, not '$port'"
    [[ ${STILLFRAME_TLS_PASSWORD:-} != *[\"\\$'\n']* ]] || die "STILLFRAME_TLS_PASSWORD must have no quote, backslash or line break"
    (
        umask 077
        printf '"-Djavax.net.ssl.keyStore=%s"\n-Djavax.net.ssl.keyStoreType=PKCS12\n"-Djavax.net.ssl.keyStorePassword=%s"\n' \
            "$(realpath "$STILLFRAME_TLS_KEYSTORE")" "${STILLFRAME_TLS_PASSWORD:-}" >"$server/tls.args"
    )
    export STILLFRAME_TLS_BIND=${STILLFRAME_TLS_BIND:-0.0.0.0}
    tls_flags=("@$server/tls.args")
    tls_options=(--sslport "$port" --sslcert "${STILLFRAME_TLS_ALIAS:-stillframe}")
    tls_commands=("$home/server-config/payara/tls.asadmin")
}

# start_server: choose_database has been called.
start_server() {
    server=$dir/server
    lay_server
    choose_archive
    mkdir -p "$dir/db"
    choose_tls
    cat "$home"/server-config/payara/{boot,"$database_kind"}.asadmin "${tls_commands[@]}" >"$server/boot.asadmin"
    # glibc's arenas, eight a core, would hold some 50 MiB of freed memory.
    export MALLOC_ARENA_MAX=2
    logs_bound "$dir/log"
    setsid "$java" "${jvm_flags[@]}" "${tls_flags[@]}" "$class_flag" -Djava.io.tmpdir="$server/tmp" -XX:ErrorFile="$dir/log/jvm-crash.log" \
        -jar "$server/root/launch-micro.jar" --nocluster --disablephonehome \
        --port "$port" "${tls_options[@]}" --prebootcommandfile "$server/boot.asadmin" \
        --deploy "$home/target/stillframe.war" --contextroot / \
        </dev/null >>"$dir/log/server.log" 2>&1 {lock}>&- &
    process_remember "$dir/server.pid" $!
    # Its end is told by attend_server, not by the shell.
    disown
}
