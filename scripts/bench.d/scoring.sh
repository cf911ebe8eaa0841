#!/usr/bin/env bash
# Scoring 2,700 rows × 24 features by 400 trees × 63 leaves, one thread, against the C libraries. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

TARGET=4
export VAR_DIR=$WORK/var LOG_LEVEL=warning OMP_WAIT_POLICY=PASSIVE

# compare ENGINE WHAT_THEIR_CALL_INCLUDES [TARGET]
compare() {
    local report name shape ours theirs ratios ratio low high equal goal="no target"
    report=$("$TTAREUNGI_BIN/predictor" measure scoring --engine "$1" --rounds "$BENCH_ROUNDS" 2>"$WORK/$1.log") || {
        if [[ $1 == xgboost ]] && grep -q 'cannot be loaded' "$WORK/$1.log"; then
            say "scoring: skipped against XGBoost: its library is not installed (libxgboost0, XGBOOST_LIBRARY)"
            return
        fi
        fail "measure scoring --engine $1: $(tail -n 1 "$WORK/$1.log")"
    }
    name=$(jq -r .library <<<"$report")
    shape=$(jq -r '"\(.rows) rows × \(.features) features, \(.trees) trees × \(.leaves / .trees | round) leaves"' <<<"$report")
    mapfile -t ours < <(jq '.ours_ms[]' <<<"$report")
    mapfile -t theirs < <(jq '.theirs_ms[]' <<<"$report")
    mapfile -t ratios < <(jq '[.theirs_ms, .ours_ms] | transpose[] | .[0] / .[1]' <<<"$report")
    read -r ratio low high < <(spread "${ratios[@]}")
    equal=$(jq -r 'if .equal_rows == .rows then "equal bits in all rows"
        else "equal bits in \(.equal_rows) of \(.rows) rows, largest relative difference \(.largest_difference)" end' <<<"$report")
    if (($# > 2)); then goal="target ${3}x: $(verdict "$ratio" "$3")"; fi
    say "scoring: ${ratio}x $name C API (ours $(median "${ours[@]}") ms CPU, theirs $(median "${theirs[@]}") ms;" \
        "$shape, one thread; $equal; their call $2; $low–$high in $BENCH_ROUNDS rounds; $goal)"
    row "scoring, $shape, one thread" "$(median "${ours[@]}") ms CPU; $equal" \
        "$name C API, which $2: $(median "${theirs[@]}") ms CPU" "$ratio ($low–$high)" "$goal"
    if [[ $1 == lightgbm && $equal != "equal bits in all rows" ]]; then fail "scores are not those of LightGBM"; fi
}
compare lightgbm "reads its parameters and rows as they lie" $TARGET
compare xgboost "makes its DMatrix of the rows"
