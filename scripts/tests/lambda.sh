#!/usr/bin/env bash
# collector lambda under a small emulator of AWS Lambda's runtime API: schedule event, same slot twice, error, deadline.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/checks.sh"

emulator=${SHARED_DATA:-$ROOT/../shared/data}/../aws/rie_lite.py
if [[ ! -f $emulator ]]; then
    skipped "collector lambda answers the runtime API" "$emulator is not there"
    exit 0
fi
need "collector lambda answers the runtime API" python3 curl jq redis-server || exit 0
BIN=${TTAREUNGI_BIN:-$ROOT/.build/release}
port=$(free_ports 4)
redis=$((port + 1)) source_port=$((port + 2))
begin redis-server --port "$redis" --bind 127.0.0.1 --save '' --appendonly no --dir "$CHECK_DIR" >"$CHECK_DIR/redis.log"
wait_for 10 port_in_use "$redis"
export REDIS_URL=redis://127.0.0.1:$redis VAR_DIR=$CHECK_DIR/var LOG_LEVEL=warning

# start_function TIMEOUT [NAME=VALUE…]: the emulator at $port, and the function as its child would be.
start_function() {
    begin python3 "$emulator" --port "$port" --timeout "$1" >"$CHECK_DIR/emulator.log" 2>&1
    EMULATOR=$BEGUN
    wait_for 20 port_in_use "$port"
    begin env AWS_LAMBDA_RUNTIME_API="127.0.0.1:$port" _HANDLER=bootstrap "${@:2}" "$BIN/collector" lambda >"$CHECK_DIR/lambda.log" 2>&1
    FUNCTION=$BEGUN
}
stop_function() {
    kill -TERM "$FUNCTION" 2>/dev/null || true
    check "the function ends on SIGTERM" wait_for 20 is_over "$FUNCTION"
    kill -TERM "$EMULATOR" 2>/dev/null || true
    wait_for 20 is_over "$EMULATOR"
}
invoke() {
    curl --silent --show-error --max-time 30 -D "$CHECK_DIR/headers" -d "$1" \
        "http://127.0.0.1:$port/2015-03-31/functions/function/invocations" | tee "$CHECK_DIR/answer"
}
answers() { invoke "$1" | jq -e "$2" >/dev/null || { cat "$CHECK_DIR/answer" && return 1; }; }
fails() { answers "$1" "$2" && grep -qi '^x-amz-function-error: unhandled' "$CHECK_DIR/headers"; }

event=$(jq -nc --arg time "$(date -u +%FT%TZ)" \
    '{version: "0", "detail-type": "Scheduled Event", source: "aws.events", time: $time, region: "ap-northeast-2", detail: {}}')
# An hour: the event and what follows it fall into the same slot but once in a thousand runs.
start_function 20 COLLECT_INTERVAL=1h
check "a schedule event polls" answers "$event" '.result == "live" and .stations > 1000'
check "the same slot twice is polled once" answers "$event" '.result == "already_polled"'
check "a forced event polls again" answers '{"force":true}' '.result == "live" or .result == "unchanged"'
check "an event that is no JSON is an error" fails 'no json' '.errorType == "Function.InvalidEvent"'
check "the function goes on after an error" answers '{}' '.result == "already_polled"'
stop_function

# A source that refuses connections, then one that accepts and never answers.
start_function 20 SEOUL_API_KEY=check SEOUL_API_BASE_URL="http://127.0.0.1:$source_port"
check "a source that is down is an error" fails '{"force":true}' '.errorType | startswith("Function.")'
stop_function
begin python3 -c "
import socket, time
server = socket.create_server(('127.0.0.1', $source_port))
kept = []
while True: kept.append(server.accept())"
wait_for 10 port_in_use "$source_port"
start_function 4 SEOUL_API_KEY=check SEOUL_API_BASE_URL="http://127.0.0.1:$source_port"
check "a source that hangs is reported before the deadline" fails '{"force":true}' '.errorType == "Function.OutOfTime"'
stop_function
