#!/usr/bin/env bash
# From a snapshot's event to the forecasts of all stations, horizons and outputs in Redis: collector and predictor as they
# run, the simulated city, the models the suite ships. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

CYCLES=${BENCH_CYCLES:-60} WARM_UP=5 SPEED=120 LIMIT=100 AIM=20
CITY=$ROOT/var/bench/city # kept: a city and its models take minutes to make
export LOG_LEVEL=info LOG_FORMAT=json COLLECT_INTERVAL=5m
mkdir -p "$CITY"

# The simulated weeks with their end, and the models of all horizons, trained as a first start does.
if [[ ! -e $CITY/end ]]; then
    rm -rf "$CITY/history"
    say "cycle: simulating two weeks (kept in var/bench/city)"
    end=$(date -u +%FT%TZ)
    step env VAR_DIR="$CITY" CLOCK="$end@1x" LOG_LEVEL=warning "$TTAREUNGI_BIN/collector" simulate --days 14
    printf '%s' "$end" >"$CITY/end"
fi
if [[ -z ${MODEL_STORE_URL-} && ! -e $CITY/models/model_version.json ]]; then
    say "cycle: training five horizons on them (kept in var/bench/city)"
    step env VAR_DIR="$CITY" LOG_LEVEL=warning "$TTAREUNGI_BIN/predictor" train --source simulation --rows 300000 \
        --hold-back 7 >"$WORK/train.log" || fail "no model could be trained: $(tail -n 2 "$WORK/train.log")"
fi
export MODEL_STORE_URL=${MODEL_STORE_URL:-$CITY/models}
models=$(VAR_DIR=$WORK LOG_LEVEL=warning "$TTAREUNGI_BIN/predictor" measure model)
version=$(jq -r .model_version <<<"$models" | head -n 1)
[[ $(jq -s length <<<"$models") == 5 ]] || fail "$version does not have all five horizons"
sizes=$(jq -rs 'map("+\(.minutes) min \(.trees) × \(.leaves / .trees * 10 | round / 10)") | join(", ")' <<<"$models")

# The services go on where the weeks end; what they write stays out of the city that is kept.
port=$(free_ports 3)
start_bench_redis $((port + 2))
export VAR_DIR=$WORK/var
mkdir -p "$VAR_DIR"
cp -a "$CITY/history" "$VAR_DIR/history"
CLOCK=$(cat "$CITY/end")@${SPEED}x/$(date -u +%FT%TZ)
export CLOCK
start_service collector "$WORK/collector.log" env PORT="$port" "$TTAREUNGI_BIN/collector" serve
start_service predictor "$WORK/predictor.log" env PORT=$((port + 1)) "$TTAREUNGI_BIN/predictor" serve
wait_for 180 grep -q '"Learned from history"' "$WORK/predictor.log" || fail "the predictor learns no history: $(tail -n 2 "$WORK/predictor.log")"

step "$ROOT/var/bench-venv/bin/python" "$ROOT/scripts/bench.d/cycle_observer.py" --cycles $((CYCLES + WARM_UP)) >"$WORK/observed.json"
watched=$(jq --argjson skip $WARM_UP -c '.milliseconds[$skip:]' "$WORK/observed.json")
stations=$(jq .stations "$WORK/observed.json")
# The predictor's own account, of the same forecasts.
own=$(grep '"Forecast published"' "$WORK/predictor.log" | tail -n "$CYCLES")
others=$(jq -r '.["forecast.model"] // .metadata["forecast.model"]' <<<"$own" | grep -vcxF "$version" || true)
((others == 0)) || fail "$others of $CYCLES forecasts were not made by $version"
# field NAME: its numbers in the log, as JSON.
field() { jq -s --arg name "$1" -c 'map(.[$name] // .metadata[$name] | tonumber)' <<<"$own"; }
own_ms=$(field forecast.since_snapshot_ms)
computed=$(field forecast.computed_ms)

# share PERCENT NUMBERS
share() { jq -r --argjson part "$1" 'sort | .[((length - 1) * $part / 100 | ceil)] * 10 | round / 10' <<<"$2"; }
middle=$(share 50 "$watched") slow=$(share 95 "$watched")
verdict=MISSED
if at_least $LIMIT "$slow"; then verdict="met"; fi
reached="aim $AIM ms: $(if at_least $AIM "$middle"; then printf met; else printf 'not met'; fi)"
say "cycle: $middle ms from a snapshot's event to $stations stations × 5 horizons in Redis (p95 $slow ms, seen from outside;" \
    "the predictor's own account: median $(share 50 "$own_ms") ms, of it computing $(share 50 "$computed") ms," \
    "p95 $(share 95 "$own_ms") ms; $CYCLES cycles; $version, trees × leaves: $sizes; limit $LIMIT ms: $verdict; $reached)"
row "snapshot event → forecasts in Redis, $stations stations × 5 horizons" \
    "$middle ms, p95 $slow ms; own account $(share 50 "$own_ms") ms, computing $(share 50 "$computed") ms; trees × leaves: $sizes" \
    "–" "–" "≤ $LIMIT ms: $verdict; $reached"
