# shellcheck shell=bash
# Starting processes that cannot outlive the script, and stopping them in order.
#
# Each gets a session of its own: Ctrl-C reaches the script alone, which then stops them in its order, and whatever
# they start can be found by the session. The kernel sends them SIGTERM should the script itself be killed.

STOP_SECONDS=${STOP_SECONDS:-25} # from SIGTERM to SIGKILL
declare -A PID_OF=()
SERVICES=() # stopped first, the last started first
BASE=()     # what they stand on, stopped when they are gone
SESSIONS=()

# launch COMMAND…: in the background, LAUNCHED is its process and session id. Descriptor 9 (a lock) is not passed on.
launch() {
    setsid setpriv --pdeathsig TERM -- "$@" </dev/null 9>&- &
    LAUNCHED=$!
    SESSIONS+=("$LAUNCHED")
}

# start_service NAME LOG COMMAND… and start_base NAME LOG COMMAND…
start_service() {
    launch "${@:3}" >"$2" 2>&1
    PID_OF[$1]=$LAUNCHED
    SERVICES+=("$1")
}
start_base() {
    launch "${@:3}" >"$2" 2>&1
    PID_OF[$1]=$LAUNCHED
    BASE+=("$1")
}

# step COMMAND…: runs to its end, but a signal to the script interrupts it at once.
step() {
    launch "$@"
    wait "$LAUNCHED"
}

is_running() { kill -0 "$1" 2>/dev/null; }
is_gone() { ! is_running "$1"; }

# session_pids SESSION: the processes in it, read from /proc (procps may be absent).
session_pids() {
    local file fields
    for file in /proc/[0-9]*/stat; do
        { read -r fields <"$file"; } 2>/dev/null || continue
        # After the name in parentheses: state, parent, group, session.
        read -r -a fields <<<"${fields##*) }"
        # shellcheck disable=SC2128  # the array replaced the line
        if [[ ${fields[3]} == "$1" && ${fields[0]} != Z ]]; then
            file=${file%/stat}
            printf '%s\n' "${file#/proc/}"
        fi
    done
}

# stop_group NAME…: SIGTERM from the last to the first, each given 3 s before the next; then what is left is killed.
stop_group() {
    local index pid end=$((SECONDS + STOP_SECONDS))
    for ((index = $#; index > 0; index--)); do
        pid=${PID_OF[${!index}]}
        kill -TERM "$pid" 2>/dev/null || continue
        ((FORCED)) || wait_for 3 is_gone "$pid" || true
    done
    for ((index = 1; index <= $#; index++)); do
        pid=${PID_OF[${!index}]}
        while is_running "$pid" && ((SECONDS < end && !FORCED)); do sleep 0.2; done
        if is_running "$pid"; then
            warn "${!index} did not stop: killed"
            kill -KILL "$pid" 2>/dev/null || true
        fi
    done
}

# stop_everything: services, then their base, then whatever else runs in a session of ours (a build, a child left behind).
FORCED=0
stop_everything() {
    trap 'FORCED=1' INT TERM HUP # asked twice: at once
    stop_group "${SERVICES[@]}"
    stop_group "${BASE[@]}"
    local session pids
    for session in "${SESSIONS[@]}"; do
        mapfile -t pids < <(session_pids "$session")
        ((${#pids[@]})) || continue
        kill -TERM "${pids[@]}" 2>/dev/null || true
        ((FORCED)) || wait_for 5 session_is_empty "$session" || true
        mapfile -t pids < <(session_pids "$session")
        if ((${#pids[@]})); then kill -KILL "${pids[@]}" 2>/dev/null || true; fi
    done
    SERVICES=() BASE=() SESSIONS=()
}
session_is_empty() { [[ -z $(session_pids "$1") ]]; }
