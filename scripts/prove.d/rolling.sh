#!/usr/bin/env bash
# Proof: every service and each gateway is restarted under 2,000 requests a second of mixed traffic: not one fails; 3 minutes
# RATE (2000) requests a second in all; SETTLE (3) seconds between two restarts.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"

PATH=$PATH:/usr/sbin
RATE=${RATE:-2000} SETTLE=${SETTLE:-3} SLICE=10
for tool in nginx h2load mariadbd redis-server jq curl; do
    command -v "$tool" >/dev/null || fail "rolling needs $tool (scripts/setup --test --bench)"
done
trap stop_everything EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
WORK=$PROVE_DIR VAR_DIR=$PROVE_DIR/var
port=$(free_ports 13)
declare -A PORT_OF=([nginx]=$port [gateway-1]=$((port + 1)) [gateway-2]=$((port + 2)) [redis]=$((port + 11)) [sql]=$((port + 12)))
SERVED=(collector predictor rag-api board-api)
number=3
for name in "${SERVED[@]}"; do
    PORT_OF[$name-1]=$((port + number)) PORT_OF[$name-2]=$((port + number + 1))
    number=$((number + 2))
done
both() { printf 'http://127.0.0.1:%s,http://127.0.0.1:%s' "${PORT_OF[$1-1]}" "${PORT_OF[$1-2]}"; }
mkdir -p "$VAR_DIR"
export VAR_DIR LOG_LEVEL=warning REDIS_URL=redis://127.0.0.1:${PORT_OF[redis]} DATABASE_URL=mysql://board:board@127.0.0.1:${PORT_OF[sql]}/board
export WRITE_LIMIT=off ADDRESS_WRITE_LIMIT=off SIGN_IN_LIMIT=off SIGN_UP_LIMIT=off
COLLECTOR_URL=$(both collector) PREDICTOR_URL=$(both predictor) RAG_API_URL=$(both rag-api) BOARD_API_URL=$(both board-api)

# start NAME: one instance; only gateways know where the others are.
start() {
    local urls=()
    if [[ $1 == gateway-* ]]; then
        urls=(COLLECTOR_URL="$COLLECTOR_URL" PREDICTOR_URL="$PREDICTOR_URL" RAG_API_URL="$RAG_API_URL" BOARD_API_URL="$BOARD_API_URL"
            TRUSTED_PROXIES=127.0.0.1)
    fi
    launch env "${urls[@]}" PORT="${PORT_OF[$1]}" "$TTAREUNGI_BIN/${1%-?}" serve >>"$WORK/$1.log" 2>&1
    PID_OF[$1]=$LAUNCHED
    [[ " ${SERVICES[*]} " == *" $1 "* ]] || SERVICES+=("$1")
}
# shellcheck disable=SC2317  # called by wait_for
is_ready() { [[ $(http_status "${PORT_OF[$1]}" /health/ready) == 200 ]]; }
start_ready() {
    start "$1"
    wait_for 60 is_ready "$1" || fail "$1 is not ready: $(tail -n 2 "$WORK/$1.log")"
}

start_base redis "$WORK/redis.log" redis-server --port "${PORT_OF[redis]}" --bind 127.0.0.1 --save '' --appendonly no --dir "$WORK"
mkdir "$WORK/sql" "$WORK/sql-tmp"
mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$WORK/sql" --skip-test-db --auth-root-authentication-method=normal >/dev/null 2>&1
start_base sql "$WORK/sql.log" mariadbd --no-defaults --user="$(id -un)" --datadir="$WORK/sql" --tmpdir="$WORK/sql-tmp" \
    --bind-address=127.0.0.1 --port="${PORT_OF[sql]}" --socket="$WORK/sql-tmp/s" --skip-log-bin
wait_for 30 port_in_use "${PORT_OF[sql]}" || fail "MariaDB does not start: $(tail -n 2 "$WORK/sql.log")"
mariadb --no-defaults --socket="$WORK/sql-tmp/s" --user=root -e "CREATE DATABASE board CHARACTER SET utf8mb4;
    CREATE USER board@'%' IDENTIFIED BY 'board'; GRANT ALL ON board.* TO board@'%'"
say "rolling: three simulated days, two instances of each service, two gateways, nginx"
"$TTAREUNGI_BIN/collector" simulate --days 3 >"$WORK/simulate.log" 2>&1 || fail "collector simulate: $(tail -n 2 "$WORK/simulate.log")"
for instance in 1 2; do
    for name in "${SERVED[@]}" gateway; do start_ready "$name-$instance"; done
done
cat >"$WORK/nginx.conf" <<CONF
daemon off; worker_processes 1; $(nginx_user) pid $WORK/nginx.pid; error_log $WORK/nginx-error.log;
events { worker_connections 4096; }
http {
    access_log off; keepalive_requests 1000000000;
    client_body_temp_path $WORK/body; proxy_temp_path $WORK/proxy; fastcgi_temp_path $WORK/fastcgi;
    uwsgi_temp_path $WORK/uwsgi; scgi_temp_path $WORK/scgi;
    upstream gateways {
        # Neither is given up for a while because of one refused connection: the other may be the one that restarts next.
        server 127.0.0.1:${PORT_OF[gateway-1]} max_fails=0; server 127.0.0.1:${PORT_OF[gateway-2]} max_fails=0;
        keepalive 64; keepalive_requests 1000000000;
    }
    server {
        listen 127.0.0.1:$port backlog=1024;
        location / {
            proxy_pass http://gateways; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header X-Forwarded-For \$remote_addr;
        }
    }
}
CONF
start_base nginx "$WORK/nginx.log" nginx -c "$WORK/nginx.conf"
wait_for 10 port_in_use "$port" || fail "nginx does not start: $(tail -n 2 "$WORK/nginx.log")"

# --- what is asked ---

url=http://127.0.0.1:$port
mapfile -t ids < <(curl --fail --silent "$url/api/stations" | jq -r '.stations[].station_id' | head -n 20)
((${#ids[@]} == 20)) || fail "no stations at $url"
token=$(curl --fail --silent -H 'Content-Type: application/json' -d '{"name":"rolling","password":"correct horse"}' \
    "$url/api/auth/register" | jq -r .access_token)
printf "$url/api/stations/%s\n" "${ids[@]}" >"$WORK/collector.uris"
printf '%s\n' "$url/api/stations?fields=station_id,bikes&near=37.56,126.98&limit=20" >>"$WORK/collector.uris"
printf "$url/api/predictions/%s\n" "${ids[@]}" >"$WORK/predictor.uris"
printf "$url/api/search?q=%s\n" bike rental lost payment %EB%8C%80%EC%97%AC >"$WORK/rag-api.uris"
printf "$url%s\n" '/api/board/posts?limit=5' /api/board/posts/1 >"$WORK/board-api.uris"
curl --fail --silent -o /dev/null -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"title":"first","body":"post"}' "$url/api/board/posts"
while IFS= read -r uri; do curl --fail --silent --show-error -o /dev/null "$uri" || fail "$uri"; done < <(cat "$WORK"/*.uris)

# read_from NAME RATE: asks for the service's URIs in slices until it is told to stop, a line of counts a slice.
read_from() {
    local clients=16
    while [[ ! -e $WORK/stop ]]; do
        h2load --h1 -c $clients -t 1 -T 20 -N 20 --rps "$(awk -v r="$2" "BEGIN { print r / $clients }")" -n $(($2 * SLICE)) -i "$WORK/$1.uris" \
            >"$WORK/$1.h2load" 2>&1 || { say "h2load: $(tail -n 1 "$WORK/$1.h2load")" && return 1; }
        sed -nE 's/^(requests|status codes): //p' "$WORK/$1.h2load" | paste -s -d ' ' | sed "s/^/$EPOCHSECONDS /" >>"$WORK/$1.counts"
    done
}
began=$EPOCHREALTIME
written=$((RATE * 5 / 100))
declare -A share=([collector]=40 [predictor]=35 [rag-api]=2 [board-api]=18)
readers=()
for name in "${SERVED[@]}"; do
    : >"$WORK/$name.counts"
    read_from "$name" $((RATE * share[$name] / 100)) &
    readers+=($!)
done
launch env TOKEN="$token" python3 "$ROOT/scripts/prove.d/rolling_load.py" --port "$port" --rate "$written" >"$WORK/written.json"
writer=$LAUNCHED

# --- the restarts ---

unstopped=0
restart() {
    local begin=$EPOCHREALTIME stopped
    kill -TERM "${PID_OF[$1]}"
    if ! wait_for 40 is_gone "${PID_OF[$1]}"; then
        say "rolling: $1 does not stop within 40 s: killed"
        unstopped=1
        kill -KILL "${PID_OF[$1]}"
    fi
    stopped=$EPOCHREALTIME
    start_ready "$1"
    awk -v name="$1" -v a="$begin" -v b="$stopped" -v c="$EPOCHREALTIME" -v at="${begin%.*}" \
        'BEGIN { printf "rolling: %s stopped in %.1f s, ready again %.1f s later (at %s)\n", name, b - a, c - b, at }'
    sleep "$SETTLE"
}
sleep "$SETTLE"
for name in "${SERVED[@]}" gateway; do
    for instance in 1 2; do restart "$name-$instance"; done
done
touch "$WORK/stop"
wait "${readers[@]}"
seconds=$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
kill -TERM "$writer"
wait "$writer" || true

# --- what came of it ---

code=$unstopped
python3 "$ROOT/scripts/prove.d/rolling_table.py" --rate "$RATE" --seconds "$seconds" --written "$WORK/written.json" "$WORK"/*.counts || code=1
if ((code)); then
    for name in "${!PORT_OF[@]}"; do
        if [[ -s $WORK/$name.log ]]; then say "$name: $(tail -n 2 "$WORK/$name.log" | cut -c 1-300)"; fi
    done
    if [[ -s $WORK/nginx-error.log ]]; then tail -n 5 "$WORK/nginx-error.log"; fi
fi
exit "$code"
