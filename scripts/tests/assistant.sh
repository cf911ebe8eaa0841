#!/usr/bin/env bash
# The assistant on its own questions, and retrieval on the labelled Korean sets where they are. The bars are what was reached,
# rounded down: what falls below them has got worse. services/rag-api/README.md says what is aimed at.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/checks.sh"

rag=$TTAREUNGI_BIN/rag-api
export VAR_DIR=$CHECK_DIR LOG_LEVEL=warning

# share TEXT: the first figure behind TEXT on the even half's lines.
share() { grep '^even half' "$CHECK_DIR/own" | grep -oE "$1 [0-9.]+" | grep -oE '[0-9.]+$' | head -n 1; }
# bar NAME FIGURE OPERATOR LIMIT
bar() {
    if awk -v a="$2" -v b="$4" "BEGIN { exit !(a != \"\" && a $3 b) }"; then ok "$1 ($2)"; else not_ok "$1" "$2, not $3 $4"; fi
}
"$rag" evaluate >"$CHECK_DIR/own" || { not_ok "the own questions are judged" "$(tail -n 1 "$CHECK_DIR/own")" && exit 1; }
bar "own questions: a right passage in the top 8" "$(share 'top 8')" '>=' 0.92
bar "own questions: unanswerable ones refused" "$(share 'refused unanswerable')" '>=' 0.75
bar "own questions: answerable ones refused" "$(share 'refused answerable')" '<=' 0.07
bar "own questions: cited spans stand in their passages" "$(share 'verbatim')" '>=' 1

sets=${SHARED_DATA:-$ROOT/../shared/data}/korean-retrieval
# set NAME LIMIT OPTION…
set_of() {
    local figure
    if [[ ! -d $sets/$1 ]]; then
        skipped "nDCG@10 on $1 ${*:3}" "$sets/$1 is not there"
        return
    fi
    figure=$("$rag" evaluate --data "$sets/$1" "${@:3}" | sed -n 's/^nDCG@10 \([0-9.]*\)$/\1/p')
    bar "nDCG@10 on $1 ${*:3}" "$figure" '>=' "$2"
}
set_of korquad1-dev .965
set_of korquad1-dev .960 --without-blanks
set_of klue-sts-dev .835
exit "$FAILED"
