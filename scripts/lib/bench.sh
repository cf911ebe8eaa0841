# shellcheck shell=bash
# For scripts/bench.d/*.sh: servers of their own, medians, one line and one table row a comparison. Needs common.sh and
# processes.sh, and BENCH_DIR, BENCH_TABLE, BENCH_ROUNDS from scripts/bench.

end_bench() {
    local code=$?
    stop_everything
    exit "$code"
}
trap end_bench EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
WORK=$(mktemp -d "$BENCH_DIR/XXXXXX")
PATH=$PATH:/usr/sbin

# start_bench_redis PORT
start_bench_redis() {
    start_base redis "$WORK/redis.log" redis-server --port "$1" --bind 127.0.0.1 --save '' --appendonly no --dir "$WORK"
    wait_for 10 port_in_use "$1"
    export REDIS_URL=redis://127.0.0.1:$1
}

# spread NUMBER…: "median min max", one decimal less than it hurts: two digits behind the point.
spread() {
    printf '%s\n' "$@" | sort -g | awk '
        { value[NR] = $1 }
        END { middle = NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
              printf "%.2f %.2f %.2f\n", middle, value[1], value[NR] }'
}
median() { spread "$@" | cut -d ' ' -f 1; }
divide() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f\n", a / b }'; }
at_least() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a >= b) }'; }

# verdict VALUE TARGET: "met" or "MISSED".
verdict() { if at_least "$1" "$2"; then printf met; else printf MISSED; fi; }

# row WHAT OURS PEER RATIO TARGET
row() { printf '| %s | %s | %s | %s | %s |\n' "$@" >>"$BENCH_TABLE"; }
