#!/usr/bin/env bash
# The board: latencies with 100,000 posts and 1 M comments on SQLite and MariaDB; requests a CPU second against FastAPI with
# SQLAlchemy on the same MariaDB; memory; start. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

POSTS=${BENCH_POSTS:-100000} COMMENTS=${BENCH_COMMENTS:-1000000} SECONDS_EACH=${BENCH_SECONDS:-6}
TARGET_MS=10 TARGET_RATIO=5 TARGET_MB=80 TARGET_START=300
python=${BENCH_PYTHON:-$ROOT/var/bench-venv/bin/python}
port=$(free_ports 3)
peer_port=$((port + 1)) sql_port=$((port + 2))
board=$TTAREUNGI_BIN/board-api
# Half of them are for changes and half for reads: as many as the peer has for both, and as wrk has clients.
limits=(DATABASE_CONNECTIONS=32 WRITE_LIMIT=off ADDRESS_WRITE_LIMIT=off SIGN_IN_LIMIT=off SIGN_UP_LIMIT=off)
is_ready() { [[ $(http_status "$port" /health/ready) == 200 ]]; }

# start_board DATABASE_URL: START is the milliseconds until it is ready.
start_board() {
    local begin=$EPOCHREALTIME
    start_service board "$WORK/board.log" env "${limits[@]}" PORT="$port" VAR_DIR="$WORK/var" LOG_LEVEL=warning \
        DATABASE_URL="$1" "$board" serve
    until is_ready; do
        is_running "${PID_OF[board]}" || fail "board-api: $(tail -n 2 "$WORK/board.log")"
        sleep 0.005
    done
    START=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.0f", (b - a) * 1000 }')
}
stop_board() {
    kill -TERM "${PID_OF[board]}"
    wait_for 20 is_gone "${PID_OF[board]}"
}
megabytes() { awk '/^VmHWM:/ { printf "%.1f", $2 / 1024 }' "/proc/${PID_OF[$1]}/status"; }

# measure NAME: latencies of the board at work.
measure() {
    local question median p99 worst=0
    while IFS=$'\t' read -r question median p99; do
        row "board on $1, $question" "$median ms median, $p99 ms p99" "–" "–" "≤ $TARGET_MS ms p99: $(verdict $TARGET_MS "$p99")"
        say "board: $1: $question $median ms median, $p99 ms p99"
        if at_least "$p99" "$worst"; then worst=$p99; fi
    done < <("$python" "$ROOT/scripts/bench.d/board_latency.py" --port "$port" --posts "$POSTS")
    [[ $worst != 0 ]] || fail "nothing was measured on $1"
    say "board: $1: slowest p99 $worst ms (target $TARGET_MS ms: $(verdict $TARGET_MS "$worst"))"
}

sqlite=sqlite:$WORK/board.sqlite
env DATABASE_URL="$sqlite" VAR_DIR="$WORK/var" "$board" migrate >/dev/null 2>&1
"$python" "$ROOT/scripts/bench.d/board_data.py" --sqlite "$WORK/board.sqlite" --posts "$POSTS" --comments "$COMMENTS"
start_board "$sqlite"
measure SQLite
stop_board
rm -f "$WORK"/board.sqlite*

mkdir "$WORK/sql" "$WORK/tmp" "$WORK/tsv"
mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$WORK/sql" --skip-test-db \
    --auth-root-authentication-method=normal >/dev/null 2>&1
start_base mariadb "$WORK/mariadb.log" mariadbd --no-defaults --user="$(id -un)" --datadir="$WORK/sql" --tmpdir="$WORK/tmp" \
    --bind-address=127.0.0.1 --port="$sql_port" --socket="$WORK/s" --skip-log-bin --innodb-buffer-pool-size=512M \
    --local-infile=1
wait_for 30 port_in_use "$sql_port"
sql() { mariadb --no-defaults --socket="$WORK/s" --user=root --local-infile=1 "$@"; }
sql -e "CREATE DATABASE board CHARACTER SET utf8mb4; CREATE USER board@'%' IDENTIFIED BY 'board';
    GRANT ALL ON board.* TO board@'%'; SET GLOBAL innodb_flush_log_at_trx_commit = 0"
maria=mysql://board:board@127.0.0.1:$sql_port/board
env DATABASE_URL="$maria" VAR_DIR="$WORK/var" "$board" migrate >/dev/null 2>&1
"$python" "$ROOT/scripts/bench.d/board_data.py" --tsv "$WORK/tsv" --posts "$POSTS" --comments "$COMMENTS"
for table in accounts posts change_numbers post_counters post_words comments comment_words; do
    sql board -e "SET unique_checks = 0, foreign_key_checks = 0; LOAD DATA LOCAL INFILE '$WORK/tsv/$table.tsv'
        INTO TABLE $table CHARACTER SET utf8mb4 ($(cat "$WORK/tsv/$table.columns")); ANALYZE TABLE $table" >/dev/null
    rm "$WORK/tsv/$table.tsv"
done
sql -e "SET GLOBAL innodb_flush_log_at_trx_commit = 1"
start_board "$maria"
measure MariaDB
start_goal=$(verdict $TARGET_START "$START")
row "board, start to ready on MariaDB" "$START ms" "–" "–" "≤ $TARGET_START ms: $start_goal"
say "board: ready $START ms after its start (target $TARGET_START ms: $start_goal)"

start_service peer "$WORK/peer.log" env PEER_DATABASE_URL="mysql+asyncmy://board:board@127.0.0.1:$sql_port/board" \
    "$python" -m uvicorn --app-dir "$ROOT/scripts/bench.d" board_peer:app --port "$peer_port" --log-level warning
answers() { [[ $(http_status "$peer_port" /api/board/posts) == 200 ]]; }
wait_for 60 answers || fail "the peer does not answer: $(tail -n 3 "$WORK/peer.log")"
BOARD_TOKEN=$(curl --fail --silent -H 'Content-Type: application/json' \
    -d '{"name":"bench","password":"correct horse"}' "http://127.0.0.1:$port/api/auth/register" | jq -r .access_token)
BOARD_TEXT=$(printf '따릉이 %s 대여소 고장 신고 접수 완료 ' {1..12})
export BOARD_TOKEN BOARD_TEXT BOARD_POSTS=$POSTS

cpu() { awk '{ sub(/.*\) /, ""); print ($12 + $13) / '"$(getconf CLK_TCK)"' }' "/proc/${PID_OF[$1]}/stat"; }
# rate SERVICE PORT PATH [WRK OPTION…]: requests a CPU second of the service.
rate() {
    local before output requests
    before=$(cpu "$1")
    output=$(wrk -t1 -c16 -d"${SECONDS_EACH}s" "${@:4}" "http://127.0.0.1:$2$3")
    if grep -q 'Non-2xx' <<<"$output"; then fail "wrk $1 $3: $(grep 'Non-2xx' <<<"$output")"; fi
    requests=$(sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' <<<"$output")
    awk -v n="$requests" -v a="$before" -v b="$(cpu "$1")" 'BEGIN { printf "%.1f\n", n / (b - a) }'
}
# compare WHAT PATH [WRK OPTION…]
compare() {
    local round ours=() theirs=() ratios=() ratio low high
    for ((round = 0; round < (BENCH_ROUNDS + 1) / 2; round++)); do
        ours+=("$(rate board "$port" "${@:2}")")
        theirs+=("$(rate peer "$peer_port" "${@:2}")")
        ratios+=("$(divide "${ours[-1]}" "${theirs[-1]}")")
    done
    read -r ratio low high < <(spread "${ratios[@]}")
    say "board: $1 ${ratio}x FastAPI + SQLAlchemy ($(median "${ours[@]}") against $(median "${theirs[@]}") requests a CPU second;" \
        "$low–$high in $round rounds of $SECONDS_EACH s; target ${TARGET_RATIO}x: $(verdict "$ratio" $TARGET_RATIO))"
    row "board, $1" "$(median "${ours[@]}") requests/CPU s" "FastAPI + SQLAlchemy: $(median "${theirs[@]}") requests/CPU s" \
        "$ratio ($low–$high)" "${TARGET_RATIO}x: $(verdict "$ratio" $TARGET_RATIO)"
}
compare "a page of 20 posts" "/api/board/posts?limit=20"
compare "one post" / -s "$ROOT/scripts/bench.d/board_read.lua"
compare "writing a post" / -s "$ROOT/scripts/bench.d/board_write.lua"
memory=$(megabytes board)
row "board, memory at its highest" "$memory MB" "FastAPI: $(megabytes peer) MB" "–" "≤ $TARGET_MB MB: $(verdict $TARGET_MB "$memory")"
say "board: at most $memory MB resident (peer $(megabytes peer) MB; target $TARGET_MB MB: $(verdict $TARGET_MB "$memory"))"
