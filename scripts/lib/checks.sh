# shellcheck shell=bash
# For scripts/tests/*.sh: one line a check ("ok NAME", "not ok NAME: why", "skip NAME: why"), and a running suite.
# Needs common.sh. A script ends with 1 when a check failed.

FAILED=0
CHECK_DIR=$(mktemp -d "${TMPDIR:-/tmp}/ttareungi-check.XXXXXX")
CHECK_PIDS=()

ok() { say "ok $1"; }
not_ok() {
    say "not ok $1: $2"
    FAILED=1
}
skipped() { say "skip $1: $2"; }

# check NAME COMMAND…: ok when it succeeds, else the end of what it said.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then ok "$name"; else not_ok "$name" "$(tail -n 3 <<<"$output" | tr '\n' ' ' | cut -c 1-400)"; fi
}

# need NAME COMMAND…: whether all are installed; else the check NAME is skipped.
need() {
    local name=$1 tool
    for tool in "${@:2}"; do
        if ! command -v "$tool" >/dev/null; then
            skipped "$name" "$tool is not installed (scripts/setup --test)"
            return 1
        fi
    done
}

# begin COMMAND…: in the background, ended with the script; BEGUN is its process id. SIGINT is not ignored by it.
begin() {
    env --default-signal=INT -- "$@" </dev/null &
    BEGUN=$!
    CHECK_PIDS+=("$BEGUN")
}

# use_suite: SUITE_PORT and SUITE_VAR of the suite that scripts/test has started, or of one of our own.
use_suite() {
    if [[ -n ${SUITE_PORT-} ]]; then return; fi
    SUITE_PORT=$(free_ports 7)
    SUITE_VAR=$CHECK_DIR/suite
    begin env SIMULATED_DAYS=3 "$ROOT/scripts/run" --no-build --port "$SUITE_PORT" --var "$SUITE_VAR" >"$CHECK_DIR/run.log" 2>&1
    wait_for "${READY_SECONDS:-180}" grep -q '^ready: ' "$CHECK_DIR/run.log" || {
        not_ok "the suite starts" "$(tail -n 5 "$CHECK_DIR/run.log" | tr '\n' ' ')"
        exit 1
    }
}

end_checks() {
    local code=$? pid
    for pid in "${CHECK_PIDS[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${CHECK_PIDS[@]}"; do wait_for 30 is_over "$pid" || kill -KILL "$pid" 2>/dev/null || true; done
    rm -rf "$CHECK_DIR"
    exit $((code > FAILED ? code : FAILED))
}
is_over() { ! kill -0 "$1" 2>/dev/null; }
trap end_checks EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
