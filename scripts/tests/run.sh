#!/usr/bin/env bash
# scripts/run: what it prints, how it ends, and that it never leaves a process.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/checks.sh"

# The processes that carry this run's VAR_DIR in their environment or work in it (Redis writes over its environment).
leftovers() {
    grep -lazs "^VAR_DIR=$1\$" /proc/[0-9]*/environ || true
    find /proc/[0-9]*/cwd -maxdepth 0 -lname "$1/*" 2>/dev/null || true
}
nothing_left() { [[ -z $(leftovers "$1") ]]; }

export SIMULATED_DAYS=3

# start_run NAME [OPTION…]: RUN is its process, RUN_VAR its folder, RUN_LOG its output, RUN_PORT its port.
start_run() {
    RUN_VAR=$CHECK_DIR/$1
    RUN_LOG=$CHECK_DIR/$1.log
    RUN_PORT=$(free_ports 7)
    begin "$ROOT/scripts/run" --no-build --port "$RUN_PORT" --var "$RUN_VAR" "${@:2}" >"$RUN_LOG" 2>&1
    RUN=$BEGUN
}
says() { grep -qE "$1" "$RUN_LOG"; }
await_ready() { wait_for "${READY_SECONDS:-300}" settled && says '^ready: '; }
settled() { says '^ready: ' || is_over "$RUN"; }
gets_to_ready() {
    await_ready && return 0
    not_ok "run gets to ready" "$(tail -n 3 "$RUN_LOG" | tr '\n' ' ')"
    return 1
}

# ends NAME EXPECTED_CODE: the run is over in 30 s with that code and left nothing.
ends() {
    local code=0
    if ! wait_for 30 is_over "$RUN"; then
        not_ok "$1" "still running after 30 s"
        return
    fi
    wait "$RUN" || code=$?
    if ((code != $2)); then
        not_ok "$1" "exit $code instead of $2: $(tail -n 2 "$RUN_LOG" | tr '\n' ' ')"
    elif ! wait_for 5 nothing_left "$RUN_VAR"; then
        not_ok "$1" "left running: $(leftovers "$RUN_VAR" | tr '\n' ' ')"
    else
        ok "$1"
    fi
}

ctrl_c_stops_all() {
    local began
    # Enough days for the first model; two weeks take longer and show no more.
    SIMULATED_DAYS=11 start_run first
    gets_to_ready || return 0
    check "the last line is the ready line with the port" test "$(tail -n 1 "$RUN_LOG")" = "ready: http://127.0.0.1:$RUN_PORT"
    check "the first start trains a model" says '^promoted'
    check "five services and Redis run" test "$(leftovers "$RUN_VAR" | wc -l)" -ge 6
    check "a taken port is told in one line" port_refused
    check "a folder in use is told" folder_refused
    kill -INT "$RUN"
    ends "Ctrl-C stops everything" 0
    began=$SECONDS
    begin "$ROOT/scripts/run" --no-build --port "$RUN_PORT" --var "$RUN_VAR" >"$RUN_LOG" 2>&1
    RUN=$BEGUN
    check "a second start gets to ready" await_ready
    check "a second start takes under 20 seconds" test $((SECONDS - began)) -lt 20
    kill -TERM "$RUN"
    ends "SIGTERM stops everything" 0
}
port_refused() {
    local output
    if output=$("$ROOT/scripts/run" --no-build --port "$RUN_PORT" --var "$CHECK_DIR/other" 2>&1); then return 1; fi
    [[ $output == *"in use already"*"$RUN_PORT (gateway)"* && $(wc -l <<<"$output") == 1 ]]
}
folder_refused() {
    local output
    if output=$("$ROOT/scripts/run" --no-build --port "$(free_ports 7)" --var "$RUN_VAR" 2>&1); then return 1; fi
    [[ $output == *"another scripts/run uses"* ]]
}

term_while_starting() {
    start_run early
    wait_for 60 says '^(history|starting)' || true
    kill -TERM "$RUN"
    ends "SIGTERM while starting stops everything" 143
}

dead_service_is_named() {
    start_run dead
    gets_to_ready || return 0
    kill -KILL "$(grep -lazs "^PORT=$((RUN_PORT + 2))\$" /proc/[0-9]*/environ | head -n 1 | cut -d / -f 3)"
    ends "a service that dies ends the suite" 1
    check "the dead service is named" says '^predictor has stopped by itself'
}

killed_script_takes_all_along() {
    start_run killed
    gets_to_ready || return 0
    kill -KILL "$RUN"
    wait "$RUN" 2>/dev/null || true
    check "SIGKILL of the script leaves nothing" wait_for 40 nothing_left "$RUN_VAR"
}

bad_options() {
    check "a replay folder that is not there is told" refuses "no such folder" --replay "$CHECK_DIR/none"
    check "an option it does not know is told" refuses "unknown option" --nonsense
    check "a port that is no number is told" refuses "port must be a number" --port http
}
refuses() {
    local output code=0
    output=$("$ROOT/scripts/run" --no-build "${@:2}" 2>&1) || code=$?
    [[ $code == 2 && $output == *"$1"* ]]
}

bad_options
ctrl_c_stops_all
term_while_starting
dead_service_is_named
killed_script_takes_all_along
