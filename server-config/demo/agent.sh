# Talks to the agent inside a guest; sourced by ./guest.
# shellcheck shell=bash disable=SC2154

agent() {
    host qemu-agent-command --timeout 10 "$@"
}

wait_for_agent() {
    local deadline=$((SECONDS + 60))
    until agent "$1" '{"execute": "guest-ping"}' >/dev/null 2>&1; do
        ((SECONDS < deadline)) || die "the guest agent of $1 does not answer"
        sleep 0.2
    done
}

json_text() {
    local text=${1//\\/\\\\}
    text=${text//\"/\\\"}
    text=${text//$'\t'/\\t}
    printf '"%s"' "${text//$'\n'/\\n}"
}

# field NAME: the value of a field of a flat JSON answer on standard input.
field() {
    sed -n "s/.*\"$1\": *\"\{0,1\}\([^,\"}]*\).*/\1/p"
}

# run_inside NAME COMMAND
run_inside() {
    local name=$1 answer pid
    answer=$(agent "$name" "{\"execute\": \"guest-exec\", \"arguments\": {\"path\": \"/bin/sh\",
        \"arg\": [\"-c\", $(json_text "$2")], \"capture-output\": true}}")
    pid=$(field pid <<<"$answer")
    while answer=$(agent "$name" "{\"execute\": \"guest-exec-status\", \"arguments\": {\"pid\": $pid}}"); do
        [[ $(field exited <<<"$answer") == true ]] && break
        sleep 0.1
    done
    field out-data <<<"$answer" | base64 -d
    field err-data <<<"$answer" | base64 -d >&2
    return "$(field exitcode <<<"$answer")"
}
