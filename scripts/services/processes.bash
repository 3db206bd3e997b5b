# SPDX-License-Identifier: Apache-2.0
#
# What the scripts of this folder share; they source it. A process is remembered in a file as "pid starttime", so that a
# recycled pid is never signalled.

stat_field() {  # pid index; index counts from the state letter (1)
    local s; s=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    s=${s##*) }; set -- "$2" $s; shift "$1"; echo "$1"
}
remember() { echo "$2 $(stat_field "$2" 20)" > "$1"; }          # file pid
alive() {                                                       # file
    local pid born state
    [ -s "$1" ] && read -r pid born < "$1" || return 1
    state=$(stat_field "$pid" 1) || return 1
    [ "$state" != Z ] && [ "$(stat_field "$pid" 20)" = "$born" ]
}
port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
run_as() {  # account program...; keep the pid: exec, never fork, when the account changes
    local account=$1; shift
    if [ "$account" = "$(id -un)" ]; then exec "$@"
    else exec setpriv --reuid="$account" --regid="$(id -g "$account")" --init-groups "$@"; fi
}
