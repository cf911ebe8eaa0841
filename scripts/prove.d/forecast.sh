#!/usr/bin/env bash
# Proof: forecasts beat the last value by what is promised, on the held-back days of Taipei and Boston; about 45 minutes
# Needs SHARED_DATA; FORECAST_TEST_DATA may name a folder with taipei and boston, or one city's, that holds other days.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"

predictor=$TTAREUNGI_BIN/predictor
export LOG_LEVEL=warning OMP_WAIT_POLICY=PASSIVE
unset MODEL_STORE_URL HISTORY_URL CLOCK TRAIN_ENGINE
missed=0

# judge CITY FILE: the figures beside what is promised.
judge() { python3 "$ROOT/scripts/prove.d/forecast_table.py" --city "$1" "$2" || missed=1; }

# evaluate CITY FOLDER: the model of CITY on other days.
evaluate() {
    VAR_DIR=$PROVE_DIR/$1 "$predictor" evaluate --data "$2" --model champion --json "$PROVE_DIR/$1-other.json" >"$PROVE_DIR/$1-other.log" ||
        fail "evaluate $2: $(tail -n 2 "$PROVE_DIR/$1-other.log")"
    say "forecast: $1, the days in $2:"
    judge "$1" "$PROVE_DIR/$1-other.json"
}

for city in taipei boston; do
    [[ -d $SHARED_DATA/$city ]] || fail "$SHARED_DATA/$city is not there; SHARED_DATA names the folder above taipei and boston"
    mkdir -p "$PROVE_DIR/$city"
    began=$SECONDS
    say "forecast: training on $city, ten days held back"
    VAR_DIR=$PROVE_DIR/$city "$predictor" train --data "$SHARED_DATA/$city" >"$PROVE_DIR/$city.log" ||
        fail "train: $(tail -n 2 "$PROVE_DIR/$city.log")"
    version=$(tail -n 1 "$PROVE_DIR/$city.log")
    say "forecast: $city, the days held back ($version, $((SECONDS - began)) s):"
    judge "$city" "$PROVE_DIR/$city/models/models/$version/metrics.json"
    other=${FORECAST_TEST_DATA-}
    if [[ -n $other && -d $other/$city ]]; then
        evaluate "$city" "$other/$city"
    elif [[ -n $other && ($(basename "$other") == "$city" || -n $(find "$other" -maxdepth 1 -name "${city}_*" -print -quit)) ]]; then
        evaluate "$city" "$other"
    fi
done
exit "$missed"
