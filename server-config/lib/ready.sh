# Waits until the application answers, and tells how to use it; sourced by ./run.
# shellcheck shell=bash disable=SC2154

# answer PATH [TOKEN]: the status code of a GET, 000 for none.
answer() {
    curl -s -o /dev/null -m 5 -w '%{http_code}' ${2:+-H "Authorization: Bearer $2"} "$url$1" || true
}

# setting FILE NAME
setting() {
    sed -n "s/^$2=//p" "$dir/$1" 2>/dev/null || true
}

application_answers() {
    if [[ $demo == false ]]; then
        [[ $(answer /api/v1/account/me/) == 401 ]]
        return
    fi
    local token
    token=$(setting demo.env STILLFRAME_TOKEN)
    [[ -n $token && $(answer /api/v1/servers/ "$token") == 200 && $(answer /health/ready) == 200 ]]
}

await_ready() {
    local deadline=$((SECONDS + 240))
    until application_answers; do
        process_alive "$dir/server.pid" >/dev/null || server_died
        if ((SECONDS >= deadline)); then
            warn "stillframe: the server does not answer as it should; see $dir/log/server.log"
            stop_all
            exit 1
        fi
        sleep 0.2 &
        wait $!
    done
}

greet() {
    local file=demo.env shown
    [[ $demo == true ]] || file=admin.env
    shown=$(realpath --relative-base="$PWD" -- "$dir/$file")
    [[ $shown == /* ]] || shown=./$shown
    say "Stillframe is ready at $url/"
    say ""
    if [[ $demo == true ]]; then
        say "Take a snapshot of the demo server:"
        say "  . $(printf %q "$shown"); curl -X POST -H \"Authorization: Bearer \$STILLFRAME_TOKEN\"" \
            "-H 'Content-Type: application/json' -d '{\"server_id\": 12345, \"name\": \"my-first-snapshot\"}'" \
            "\$STILLFRAME_URL/api/v1/snapshots/"
    fi
    say "Admin pages: $url/admin/  (user $(setting $file STILLFRAME_ADMIN_USER)," \
        "password $(setting $file STILLFRAME_ADMIN_PASSWORD))"
    say "Tokens are in $shown, logs in $dir/log. Ctrl-C stops everything."
}
