#!/usr/bin/env bash
# One training of LightGBM from rows to model, through our library and through Python's. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

ROWS=${BENCH_ROWS:-300000} TREES=100 THREADS=2 TARGET=1
export VAR_DIR=$WORK/var LOG_LEVEL=warning OMP_WAIT_POLICY=PASSIVE

"$TTAREUNGI_BIN/predictor" measure training --rows "$ROWS" --write "$WORK/rows.f32" --write-only
ours() {
    "$TTAREUNGI_BIN/predictor" measure training --rows "$ROWS" --rounds $TREES --threads $THREADS --model "$WORK/ours.txt"
}
theirs() {
    "$ROOT/var/bench-venv/bin/python" "$ROOT/scripts/bench.d/training_peer.py" --rows "$WORK/rows.f32" \
        --features "$(jq .features <<<"$own")" --rounds $TREES --threads $THREADS --model "$WORK/theirs.txt"
}

our_wall=() their_wall=() our_cpu=() their_cpu=() ratios=() cpu_ratios=()
for ((round = 0; round < BENCH_ROUNDS; round++)); do
    own=$(ours)
    peer=$(theirs)
    our_wall+=("$(jq .wall_seconds <<<"$own")") our_cpu+=("$(jq .cpu_seconds <<<"$own")")
    their_wall+=("$(jq .wall_seconds <<<"$peer")") their_cpu+=("$(jq .cpu_seconds <<<"$peer")")
    ratios+=("$(divide "${their_wall[-1]}" "${our_wall[-1]}")") cpu_ratios+=("$(divide "${their_cpu[-1]}" "${our_cpu[-1]}")")
done
if cmp -s "$WORK/ours.txt" "$WORK/theirs.txt"; then same="the same model to the byte"; else same="OTHER models"; fi
shape="$ROWS rows × $(jq .features <<<"$own") features, $TREES rounds × $(jq .leaves <<<"$own") leaves, $THREADS threads"
read -r ratio low high < <(spread "${ratios[@]}")
cpu=$(median "${cpu_ratios[@]}")
version=$(jq -r .version <<<"$peer")
own="$(median "${our_wall[@]}") s wall, $(median "${our_cpu[@]}") s CPU"
peer="$(median "${their_wall[@]}") s wall, $(median "${their_cpu[@]}") s CPU"
# Both run the same library: what differs by a twentieth is the machine.
verdict=$(verdict "$ratio" 0.95)
say "training: ${ratio}x Python lightgbm $version in wall time, ${cpu}x in CPU ($own against $peer; $shape;" \
    "$same; $low–$high in $BENCH_ROUNDS rounds; target ${TARGET}x within 5 %: $verdict)"
row "training, $shape" "$own; $same" "Python lightgbm: $peer" "$ratio ($low–$high)" "≥ $TARGET within 5 %: $verdict"
