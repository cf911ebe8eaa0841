#!/usr/bin/env bash
# One poll of a warm process: three pages of bikeList → parse → Redis. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

CYCLES=${BENCH_CYCLES:-60} TARGET=5
port=$(free_ports 2)
start_bench_redis $((port + 1))
start_service bikelist "$WORK/bikelist.log" python3 "$ROOT/scripts/bench.d/bikelist_server.py" --port "$port"
wait_for 20 port_in_use "$port"
export SEOUL_API_KEY=bench SEOUL_API_BASE_URL=http://127.0.0.1:$port VAR_DIR=$WORK/var LOG_LEVEL=warning
mkdir -p "$VAR_DIR"

ours() { "$TTAREUNGI_BIN/collector" once --repeat "$CYCLES" --measure; }
theirs() { "$ROOT/var/bench-venv/bin/python" "$ROOT/scripts/bench.d/collect_peer.py" --cycles "$CYCLES"; }
# per_cycle FIELD JSON: milliseconds.
per_cycle() { jq -r ".$1 / .cycles * 1000" <<<"$2"; }

our_cpu=() their_cpu=() ratios=() our_wall=() their_wall=() history=()
for ((round = 0; round < BENCH_ROUNDS; round++)); do
    own=$(ours)
    peer=$(theirs)
    our_cpu+=("$(per_cycle cpu_seconds "$own")") our_wall+=("$(per_cycle wall_seconds "$own")")
    history+=("$(per_cycle history_cpu_seconds "$own")")
    their_cpu+=("$(per_cycle cpu_seconds "$peer")") their_wall+=("$(per_cycle wall_seconds "$peer")")
    ratios+=("$(divide "${their_cpu[-1]}" "${our_cpu[-1]}")")
done
read -r ratio low high < <(spread "${ratios[@]}")
own="$(median "${our_cpu[@]}") ms CPU, $(median "${our_wall[@]}") ms wall"
peer="$(median "${their_cpu[@]}") ms CPU, $(median "${their_wall[@]}") ms wall"
say "collect: ${ratio}x Python requests+json+redis-py (a cycle $own against $peer; $low–$high in $BENCH_ROUNDS rounds of" \
    "$CYCLES; history apart: $(median "${history[@]}") ms CPU; target ${TARGET}x: $(verdict "$ratio" $TARGET))"
row "one collect cycle, 2,730 stations" "$own; history apart $(median "${history[@]}") ms CPU" \
    "requests + json + redis-py: $peer" "$ratio ($low–$high)" "≥ $TARGET: $(verdict "$ratio" $TARGET)"
