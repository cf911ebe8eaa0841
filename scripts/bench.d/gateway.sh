#!/usr/bin/env bash
# The gateway against nginx as a reverse proxy of the same upstream; haproxy beside them. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

SECONDS_EACH=${BENCH_SECONDS:-4} SLICES=4 SLICE_SECONDS=2 RATE=${BENCH_RATE:-5000} RATE_CLIENTS=64 IDLE=5000 MEGABYTES=100
path=/api/stations
upload='/api/board/posts/1/attachments?name=bench.bin'
port=$(free_ports 7)
declare -A PORT=([gateway]=$port [nginx]=$((port + 1)) [haproxy]=$((port + 2)))
upstream_port=$((port + 3)) sink_port=$((port + 4))
ulimit -n "$(ulimit -Hn)"
sides=(gateway nginx)
if command -v haproxy >/dev/null; then sides+=(haproxy); else say "gateway: haproxy is not installed (scripts/setup --bench): left out"; fi

# --- the upstream, and who stands before it ---

common_nginx="daemon off; $(nginx_user) error_log $WORK/error.log;"
common_http="access_log off; sendfile on; keepalive_requests 1000000000; types {} default_type application/json;
    client_body_temp_path $WORK/body; proxy_temp_path $WORK/proxy; fastcgi_temp_path $WORK/fastcgi;
    uwsgi_temp_path $WORK/uwsgi; scgi_temp_path $WORK/scgi;"
mkdir -p "$WORK/files/gbfs"
head -c $((MEGABYTES * 1000000)) /dev/urandom >"$WORK/files/gbfs/large.bin"
body=$(printf '{"station_id":"ST-4","bikes":7},%.0s' {1..31})
cat >"$WORK/upstream.conf" <<CONF
$common_nginx worker_processes 1; pid $WORK/upstream.pid;
events { worker_connections 4096; }
http { $common_http
    server {
        listen 127.0.0.1:$upstream_port backlog=4096;
        location / { add_header ETag '"4f2a1c"'; return 200 '[$body{"station_id":"ST-5","bikes":0}]'; }
        location /gbfs/ { root $WORK/files; }
    }
}
CONF
cat >"$WORK/nginx.conf" <<CONF
$common_nginx worker_processes 2; pid $WORK/nginx.pid;
events { worker_connections 8192; }
http { $common_http
    upstream service { server 127.0.0.1:$upstream_port; keepalive 512; keepalive_requests 1000000000; }
    upstream sink { server 127.0.0.1:$sink_port; keepalive 16; }
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host \$host;
    proxy_set_header X-Forwarded-For \$remote_addr; proxy_set_header X-Forwarded-Proto \$scheme;
    proxy_request_buffering off; proxy_max_temp_file_size 0; client_max_body_size 0;
    server {
        listen 127.0.0.1:${PORT[nginx]} backlog=4096;
        location / { proxy_pass http://service; }
        location /api/board/ { proxy_pass http://sink; }
    }
}
CONF
cat >"$WORK/haproxy.cfg" <<CONF
global
    nbthread 2
    maxconn 8000
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    http-reuse always
    option forwardfor
frontend edge
    bind 127.0.0.1:${PORT[haproxy]}
    use_backend sink if { path_beg /api/board/ }
    default_backend service
backend service
    server one 127.0.0.1:$upstream_port
backend sink
    server one 127.0.0.1:$sink_port
CONF
service=http://127.0.0.1:$upstream_port
settings=(
    "PORT=${PORT[gateway]}" "COLLECTOR_URL=$service" "PREDICTOR_URL=$service" "RAG_API_URL=$service"
    "BOARD_API_URL=http://127.0.0.1:$sink_port" "VAR_DIR=$WORK/var" LOG_LEVEL=warning RATE_LIMIT=1000000/s
    CORS_ORIGINS=https://app.example "ALLOWED_HOSTS=127.0.0.1,localhost" TRUSTED_PROXIES=127.0.0.1 MAX_ATTACHMENT_BYTES=1000000000
)
start_bench_redis $((port + 5))
start_base upstream "$WORK/upstream.log" nginx -c "$WORK/upstream.conf"
start_base sink "$WORK/sink.log" python3 "$ROOT/scripts/bench.d/gateway_sink.py" "$sink_port"
start_service gateway "$WORK/gateway.log" env "${settings[@]}" "$TTAREUNGI_BIN/gateway" serve
start_service nginx "$WORK/nginx.log" nginx -c "$WORK/nginx.conf"
if [[ " ${sides[*]} " == *" haproxy "* ]]; then start_service haproxy "$WORK/haproxy.log" haproxy -f "$WORK/haproxy.cfg" -db; fi
answers() { [[ $(http_status "${PORT[$1]}" "$path") == 200 ]]; }
for side in "${sides[@]}"; do
    wait_for 20 answers "$side" || fail "$side does not answer: $(tail -n 2 "$WORK/$side.log")"
done
show() { sed 's/^/    /' "$1" | sed "s|$WORK|…|g"; }
say "gateway: settings"
printf '    %s\n' "${settings[@]}" "REDIS_URL=$REDIS_URL" | sed "s|$WORK|…|g"
for side in upstream nginx; do say "gateway: $side.conf" && show "$WORK/$side.conf"; done
if [[ " ${sides[*]} " == *" haproxy "* ]]; then say "gateway: haproxy.cfg" && show "$WORK/haproxy.cfg"; fi

# --- measuring ---

# cpu SIDE: the seconds its processes have used, all workers.
cpu() {
    local pids pid
    mapfile -t pids < <(session_pids "${PID_OF[$1]}")
    for pid in "${pids[@]}"; do cat "/proc/$pid/stat"; done 2>/dev/null \
        | awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); sum += $12 + $13 } END { print sum / ticks }'
}

# slice SIDE CONNECTIONS: adds requests, the seconds they took and the CPU's seconds to what this round has of the side.
declare -A COUNTED=() TOOK=() SPENT=()
slice() {
    local before output count seconds spent
    before=$(cpu "$1")
    output=$(wrk -t1 -c"$2" -d"${SLICE_SECONDS}s" "http://127.0.0.1:${PORT[$1]}$path")
    spent=$(cpu "$1")
    if grep -qE 'Non-2xx|Socket errors' <<<"$output"; then fail "wrk $1: $(grep -E 'Non-2xx|Socket errors' <<<"$output")"; fi
    read -r count seconds < <(awk '
        / requests in / { count = $1 } /^Requests\/sec:/ { rate = $2 } END { print count, count / rate }' <<<"$output")
    COUNTED[$1]=$(sum "${COUNTED[$1]-0}" "$count")
    TOOK[$1]=$(sum "${TOOK[$1]-0}" "$seconds")
    SPENT[$1]=$(sum "${SPENT[$1]-0}" "$spent" "-$before")
}
sum() { printf '%s\n' "$@" | awk '{ sum += $1 } END { print sum }'; }

# rates CONNECTIONS: a round of all sides by turns, slice by slice, since a machine's speed changes within seconds; adds
# requests a second and CPU microseconds a request to the figures.
rates() {
    local number side
    COUNTED=() TOOK=() SPENT=()
    for ((number = 0; number < SLICES; number++)); do
        for side in "${sides[@]}"; do slice "$side" "$1"; done
    done
    for side in "${sides[@]}"; do
        FIGURES["at $1.1 $side"]+=" $(awk -v n="${COUNTED[$side]}" -v s="${TOOK[$side]}" 'BEGIN { printf "%.0f", n / s }')"
        FIGURES["at $1.2 $side"]+=" $(awk -v n="${COUNTED[$side]}" -v s="${SPENT[$side]}" 'BEGIN { printf "%.2f", s * 1e6 / n }')"
    done
}

# tail_of SIDE: 99th percentile in ms at the fixed rate, with the rate that was held. The connections begin one after the other
# so that their requests come evenly and not in bursts; counted is from when all are there until the first is done.
tail_of() {
    local log=$WORK/h2load.tsv
    rm -f "$log"
    h2load --h1 -c "$RATE_CLIENTS" -t 1 -r 1 --rate-period "$((RATE_CLIENTS * 1000 / RATE + 1))ms" --rps "$(divide "$RATE" "$RATE_CLIENTS")" \
        -n $((RATE * (SECONDS_EACH + 2))) --log-file "$log" "http://127.0.0.1:${PORT[$1]}$path" >"$WORK/h2load.txt" 2>&1 ||
        fail "h2load: $(tail -n 2 "$WORK/h2load.txt")"
    if awk '$2 != 200 { found = 1 } END { exit !found }' "$log"; then fail "h2load $1: other answers than 200"; fi
    sort -n "$log" | awk -v seconds="$SECONDS_EACH" '
        NR == 1 { begin = $1 } $1 >= begin + 1e6 && $1 < begin + (seconds + 1) * 1e6 { print $3 }' | sort -n | awk -v seconds="$SECONDS_EACH" '
        { took[NR] = $1 } END { printf "%.3f %.0f\n", took[int(NR * 0.99)] / 1000, NR / seconds }'
}

# speed SIDE up|down: MB a second.
speed() {
    local target=http://127.0.0.1:${PORT[$1]} output
    if [[ $2 == down ]]; then
        output=$(curl --fail --silent --show-error -o /dev/null -w '%{size_download} %{time_total}' "$target/gbfs/large.bin")
    else
        output=$(curl --fail --silent --show-error -o /dev/null -w '%{size_upload} %{time_total}' -X POST -H 'Expect:' \
            -H 'Content-Type: application/octet-stream' -T "$WORK/files/gbfs/large.bin" "$target$upload")
    fi
    awk '{ if ($1 != '$((MEGABYTES * 1000000))') exit 1; printf "%.0f\n", $1 / 1e6 / $2 }' <<<"$output" || fail "$1 $2: $output"
}

# measure KEY SIDE COMMAND…: adds each word the command prints to FIGURES[KEY.1 SIDE], FIGURES[KEY.2 SIDE], ….
declare -A FIGURES=()
measure() {
    local number=0 word
    for word in $("${@:3}"); do
        number=$((number + 1))
        FIGURES[$1.$number $2]+=" $word"
    done
    ((number)) || fail "$1 of $2: nothing measured"
}

# report WHAT KEY UNIT TARGET at-least|at-most: ours beside nginx's, round by round.
report() {
    local ours theirs index ratios=() ratio low high met reference=""
    read -r -a ours <<<"${FIGURES[$2 gateway]}"
    read -r -a theirs <<<"${FIGURES[$2 nginx]}"
    for index in "${!ours[@]}"; do ratios+=("$(divide "${ours[$index]}" "${theirs[$index]}")"); done
    read -r ratio low high < <(spread "${ratios[@]}")
    if [[ $5 == at-least ]]; then met=$(verdict "$ratio" "$4"); else met=$(verdict "$4" "$ratio"); fi
    # shellcheck disable=SC2086  # figures are words
    if [[ -n ${FIGURES[$2 haproxy]-} ]]; then reference=", haproxy $(median ${FIGURES[$2 haproxy]})"; fi
    say "gateway: $1 ${ratio}x nginx ($(median "${ours[@]}") against $(median "${theirs[@]}") $3$reference;" \
        "$low–$high in ${#ours[@]} rounds; target ${5/-/ } ${4}x: $met)"
    row "gateway, $1" "$(median "${ours[@]}") $3" "nginx, 2 workers: $(median "${theirs[@]}") $3$reference" "$ratio ($low–$high)" \
        "${5/-/ } ${4}x: $met"
}

for side in "${sides[@]}"; do wrk -t1 -c64 -d1s "http://127.0.0.1:${PORT[$side]}$path" >/dev/null; done
has_h2load=1
command -v h2load >/dev/null || { has_h2load=0 && say "gateway: h2load is not installed (scripts/setup --bench): no p99"; }
for ((round = 0; round < BENCH_ROUNDS; round++)); do
    for connections in 32 512; do rates "$connections"; done
    for side in "${sides[@]}"; do
        if ((has_h2load)); then measure p99 "$side" tail_of "$side"; fi
    done
    for side in "${sides[@]}"; do
        measure down "$side" speed "$side" down
        measure up "$side" speed "$side" up
    done
done
report "1 kB at 32 connections" "at 32.1" requests/s 0.75 at-least
report "1 kB at 512 connections" "at 512.1" requests/s 0.9 at-least
report "CPU at 32 connections" "at 32.2" µs/request 1.4 at-most
report "CPU at 512 connections" "at 512.2" µs/request 1.4 at-most
if ((has_h2load)); then
    # shellcheck disable=SC2086  # figures are words
    held=$(printf '%s\n' ${FIGURES[p99.2 gateway]} ${FIGURES[p99.2 nginx]} | sort -n | head -n 1)
    at_least "$held" $((RATE * 98 / 100)) || say "gateway: only $held of $RATE requests/s were held in a round: its p99 is of that rate"
    report "p99 at $RATE requests/s" p99.1 ms 1.5 at-most
fi
report "$MEGABYTES MB download" down.1 MB/s 0.9 at-least
report "$MEGABYTES MB upload" up.1 MB/s 0.9 at-least

# idle SIDE: its memory in kB: before, with idle connections, without, with them again, without.
idle() {
    local pid=${PID_OF[$1]}
    python3 "$ROOT/scripts/bench.d/gateway_idle.py" "${PORT[$1]}" "$pid" "$IDLE"
}
read -r before with without again after < <(idle gateway)
each=$(awk -v a="$before" -v b="$with" -v n="$IDLE" 'BEGIN { printf "%.1f", (b - a) / n }')
flat=$(verdict "$(awk -v a="$with" 'BEGIN { print a * 1.05 }')" "$again")
megabytes() { awk -v kb="$1" 'BEGIN { printf "%.1f", kb / 1024 }'; }
say "gateway: $IDLE idle connections $(megabytes "$with") MB ($(megabytes "$before") before, $each kB each; $(megabytes "$without") without," \
    "$(megabytes "$again") with $IDLE again, $(megabytes "$after") in the end; flat, the second time at most 1.05x the first: $flat)"
row "gateway, $IDLE idle connections" "$(megabytes "$with") MB, $each kB each" "–" "second time $(megabytes "$again") MB" "flat: $flat"
