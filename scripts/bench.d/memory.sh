#!/usr/bin/env bash
# Resident memory of each service, idle after its start. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

IDLE=${BENCH_IDLE:-60} LIMIT=60
port=$(free_ports 7)
STOP_SECONDS=35 # the suite itself takes up to 25 s
start_service suite "$WORK/run.log" env SIMULATED_DAYS=3 TRAIN_AT_START=off "$ROOT/scripts/run" --no-build --port "$port" --var "$WORK/var"
wait_for 240 grep -q '^ready: ' "$WORK/run.log" || fail "the suite did not start: $(tail -n 3 "$WORK/run.log")"
sleep "$IDLE"

# process_of PORT: the service that was given it.
process_of() { { grep -lazs "^PORT=$1\$" /proc/[0-9]*/environ || true; } | head -n 1 | cut -d / -f 3; }
own_port=$port all=met parts=()
for name in gateway collector predictor rag-api board-api; do
    status=/proc/$(process_of "$own_port")/status
    [[ $(cat "${status%status}comm") == "$name" ]] || fail "no process of $name at port $own_port"
    own_port=$((own_port + 1))
    megabytes=$(awk '/^VmRSS:/ { printf "%.1f", $2 / 1024 }' "$status")
    verdict=$(verdict $LIMIT "$megabytes")
    if [[ $verdict != met ]]; then all=MISSED; fi
    parts+=("$name $megabytes MB")
    row "memory of $name, idle $IDLE s" "$megabytes MB" "–" "–" "≤ $LIMIT MB: $verdict"
done
list=$(printf '%s, ' "${parts[@]}")
say "memory: ${list%, } (resident, idle $IDLE s after ready; limit $LIMIT MB each: $all)"
