# For scripts that stay in the foreground, start things, and end all of them however they are ended; needs say.sh and process.sh.
# shellcheck shell=bash disable=SC2154,SC2034

# lock_directory COMMAND: one COMMAND for each directory; the lock goes with this process, however it ends.
lock_directory() {
    mkdir -p "$dir/log" || die "$dir cannot be made"
    exec {lock}>"$dir/lock"
    # A killed run's last "sleep" may hold it for a moment longer.
    flock -w 2 "$lock" || die "another $1 is at work on $dir; end it first, or name another directory with --data"
}

# The server of a run that was killed still holds the database and the port.
end_former_server() {
    if process_alive "$dir/server.pid" >/dev/null; then
        say "Ending the server that a former run left behind"
        process_stop "$dir/server.pid" 20
    fi
}

# In the background, in a process group of its own so that it can be ended with all its children.
in_background() {
    set -m
    "$@" {lock}>&- &
    set +m
}

child=''

# Runs a command so that a signal is heard at once, not only when the command has ended.
heedful() {
    local status=0
    in_background "$@"
    child=$!
    wait "$child" || status=$?
    child=
    return "$status"
}
