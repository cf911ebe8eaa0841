#!/usr/bin/env bash
# Features of every tick and station of a month of Taipei, against pandas. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

TARGET=10
data=${SHARED_DATA:-$ROOT/../shared/data}/taipei month=${BENCH_MONTH:-2024-06}
log=$data/taipei_$month.csv.zst
if [[ ! -f $log ]]; then
    say "features: skipped: $log is not there (SHARED_DATA names the folder above taipei, BENCH_MONTH the month)"
    row "features of a month of Taipei" "skipped: no data" "–" "–" "≥ $TARGET"
    exit 0
fi
mkdir "$WORK/taipei"
ln -s "$(realpath "$log")" "$(realpath "$data/taipei_stations.csv")" "$WORK/taipei"
# One thread for both: CPU, not waiting, is compared.
export VAR_DIR=$WORK/var LOG_LEVEL=warning OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

"$TTAREUNGI_BIN/predictor" measure features --data "$WORK/taipei" --sample "$WORK/sample.csv" >/dev/null
ours() { "$TTAREUNGI_BIN/predictor" measure features --data "$WORK/taipei"; }
theirs() {
    "$ROOT/var/bench-venv/bin/python" "$ROOT/scripts/bench.d/features_peer.py" --data "$WORK/taipei" "$@"
}

# The peer does the same work when it finds the same numbers.
agreement=$(theirs --compare "$WORK/sample.csv" | jq -r .agreement)
our_cpu=() their_cpu=() ratios=()
for ((round = 0; round < BENCH_ROUNDS; round++)); do
    own=$(ours)
    peer=$(theirs)
    our_cpu+=("$(jq .cpu_seconds <<<"$own")") their_cpu+=("$(jq .cpu_seconds <<<"$peer")")
    ratios+=("$(divide "${their_cpu[-1]}" "${our_cpu[-1]}")")
done
read -r ratio low high < <(spread "${ratios[@]}")
shape="$(jq .rows <<<"$own") rows × $(jq .features <<<"$own") features"
same="$(awk -v share="$agreement" 'BEGIN { printf "%.2f", share * 100 }') % of a sample's values agree"
say "features: ${ratio}x pandas ($month of Taipei, change log → $shape: $(median "${our_cpu[@]}") s CPU against" \
    "$(median "${their_cpu[@]}") s; $same; $low–$high in $BENCH_ROUNDS rounds; target ${TARGET}x: $(verdict "$ratio" $TARGET))"
row "features, $month of Taipei, $shape" "$(median "${our_cpu[@]}") s CPU" "pandas: $(median "${their_cpu[@]}") s CPU; $same" \
    "$ratio ($low–$high)" "≥ $TARGET: $(verdict "$ratio" $TARGET)"
at_least "$agreement" 0.99 || fail "the two sides compute different features: only $same"
