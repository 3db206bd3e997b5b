# SPDX-License-Identifier: Apache-2.0
#
# What scripts share that start a server of their own; they source it.

# Starts the server $1 with its data in the folder $2/data, and waits until it is ready; more settings may follow. Sets “server”
# to its pid and “url” to where it is, with a slash at the end; what it says stands in $2/log.
start_server() {  # program folder [setting...]
    local program=$1 folder=$2
    shift 2
    : > "$folder/log"
    "$program" --data-folder "$folder/data" --http-port 0 "$@" 2> "$folder/log" &
    server=$!
    url=
    for _ in $(seq 100); do
        url=$(sed -n 's/.*"message":"ready".*"url":"\([^"]*\)".*/\1/p' "$folder/log")
        [ -z "$url" ] || return 0
        kill -0 "$server" 2> /dev/null || break
        sleep 0.1
    done
    cat "$folder/log" >&2
    echo "the server did not become ready" >&2
    return 1
}
# Ends it, where it was started.
end_server() {
    [ -z "${server:-}" ] || { kill "$server" 2> /dev/null && wait "$server"; } || true
}
