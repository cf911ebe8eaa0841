#!/usr/bin/env bash
# Retrieval on 50,000 passages mixed from KorQuAD's sentences, one thread, against bm25s and SQLite FTS5. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

data=${SHARED_DATA:-$ROOT/../shared/data}/korean-retrieval/korquad1-dev
if [[ ! -d $data ]]; then
    say "retrieval: skipped: $data is not there (SHARED_DATA names the folder above korean-retrieval)"
    row "retrieval" "skipped: no data" "–" "–" "–"
    exit 0
fi
export VAR_DIR=$WORK/var LOG_LEVEL=warning OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
"$TTAREUNGI_BIN/rag-api" measure retrieval --data "$data" --write "$WORK/texts.jsonl"
ours=() theirs=()
for ((round = 0; round < BENCH_ROUNDS && round < 3; round++)); do
    ours+=("$("$TTAREUNGI_BIN/rag-api" measure retrieval --data "$data")")
    theirs+=("$("$ROOT/var/bench-venv/bin/python" "$ROOT/scripts/bench.d/retrieval_peer.py" "$WORK/texts.jsonl")")
done
# value NAME JSON…: the median of a figure over the rounds.
value() {
    local figures
    mapfile -t figures < <(printf '%s\n' "${@:2}" | jq ".$1")
    median "${figures[@]}"
}
# at_most NAME LIMIT: our figure beside what is promised.
at_most() {
    local figure
    figure=$(value "$1" "${ours[@]}")
    if at_least "$2" "$figure"; then printf '%s ms, promised %s: met' "$figure" "$2"; else printf '%s ms, promised %s: MISSED' "$figure" "$2"; fi
}
shape="$(jq .passages <<<"${ours[0]}") passages, one thread"
lexical=$(value lexical_p50_ms "${ours[@]}")
for peer in bm25s fts5; do
    their=$(value "${peer}_p50_ms" "${theirs[@]}")
    ratio=$(divide "$their" "$lexical")
    say "retrieval: lexical leg ${ratio}x $peer ($lexical ms against $their ms p50; p99 $(value lexical_p99_ms "${ours[@]}") against" \
        "$(value "${peer}_p99_ms" "${theirs[@]}") ms; indexing $(value lexical_passages_per_second "${ours[@]}") against" \
        "$(value "${peer}_passages_per_second" "${theirs[@]}") passages/s; $shape)"
    row "lexical leg, $shape" "$lexical ms p50" "$peer: $their ms p50" "$ratio" "–"
done
say "retrieval: lexical leg p50 $(at_most lexical_p50_ms 1); everything p50 $(at_most everything_p50_ms 3), p99" \
    "$(at_most everything_p99_ms 10); 1,024 dimensions p50 $(at_most wide_vectors_p50_ms 6); indexing with built-in vectors" \
    "$(value whole_passages_per_second "${ours[@]}") passages/s (promised 5000); a saved index of" \
    "$(($(jq .saved_bytes <<<"${ours[0]}") / 1000000)) MB is read in $(at_most loading_ms 1000)"
row "both legs, merge, re-ranking, $shape" "p50 $(value everything_p50_ms "${ours[@]}") ms, p99 $(value everything_p99_ms "${ours[@]}") ms" \
    "–" "–" "p50 ≤ 3 ms, p99 ≤ 10 ms"
row "vectors of 1,024 numbers, $shape" "p50 $(value wide_vectors_p50_ms "${ours[@]}") ms" "–" "–" "≤ 6 ms"
row "indexing with vectors; reading a saved index" "$(value whole_passages_per_second "${ours[@]}") passages/s; $(value loading_ms "${ours[@]}") ms" \
    "–" "–" "≥ 5000; ≤ 1000 ms"
