#!/usr/bin/env bash
# Requests a second of /api/stations, against nginx with the same bytes in files. Run by scripts/bench.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"
source "$ROOT/scripts/lib/bench.sh"

SECONDS_EACH=${BENCH_SECONDS:-8} TARGET=0.5
port=$(free_ports 3)
peer_port=$((port + 1))
start_bench_redis $((port + 2))
start_service collector "$WORK/collector.log" \
    env PORT="$port" VAR_DIR="$WORK/var" COLLECT_INTERVAL=1h LOG_LEVEL=warning "$TTAREUNGI_BIN/collector" serve
lists_stations() { [[ $(http_status "$port" /api/stations) == 200 ]]; }
wait_for 60 lists_stations || fail "the collector serves no stations: $(tail -n 2 "$WORK/collector.log")"

mkdir "$WORK/files"
url=http://127.0.0.1:$port/api/stations
curl --fail --silent "$url" -D "$WORK/head" -o "$WORK/files/stations.json"
curl --fail --silent -H 'Accept-Encoding: gzip' "$url" -o "$WORK/files/stations.json.gz"
gzip --test "$WORK/files/stations.json.gz"
tag=$(sed -n 's/^[Ee][Tt]ag: *//p' "$WORK/head" | tr -d '\r')
[[ $(curl --silent -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "$url") == 304 ]] || fail "no 304 for the list's own tag"

cat >"$WORK/nginx.conf" <<CONF
daemon off; worker_processes 1; $(nginx_user) pid $WORK/nginx.pid; error_log $WORK/error.log;
events { worker_connections 256; }
http {
    access_log off; sendfile on; tcp_nopush on; open_file_cache max=8; keepalive_requests 1000000000; types {}
    default_type application/json;
    client_body_temp_path $WORK/body; proxy_temp_path $WORK/proxy; fastcgi_temp_path $WORK/fastcgi;
    uwsgi_temp_path $WORK/uwsgi; scgi_temp_path $WORK/scgi;
    server { listen 127.0.0.1:$peer_port; root $WORK/files; }
}
CONF
start_service nginx "$WORK/nginx.log" nginx -c "$WORK/nginx.conf"
wait_for 10 port_in_use "$peer_port"
peer_tag=$(curl --silent --head "http://127.0.0.1:$peer_port/stations.json" | sed -n 's/^ETag: *//p' | tr -d '\r')

# rate URL [WRK OPTION…]: requests a second; any answer but 2xx and 3xx ends the measurement.
rate() {
    local output
    output=$(wrk -t1 -c32 -d"${SECONDS_EACH}s" "${@:2}" "$1")
    if grep -qE 'Non-2xx|Socket errors' <<<"$output"; then fail "wrk $1: $(grep -E 'Non-2xx|Socket errors' <<<"$output")"; fi
    sed -n 's/^Requests\/sec: *//p' <<<"$output"
}

# compare WHAT FILE OUR_HEADER PEER_HEADER [TARGET]
compare() {
    local round ours=() theirs=() ratios=() ratio low high goal="no target"
    for ((round = 0; round < BENCH_ROUNDS; round++)); do
        ours+=("$(rate "$url" -H "$3")")
        theirs+=("$(rate "http://127.0.0.1:$peer_port/$2" -H "$4")")
        ratios+=("$(divide "${ours[-1]}" "${theirs[-1]}")")
    done
    read -r ratio low high < <(spread "${ratios[@]}")
    if (($# > 4)); then goal="target ${5}x: $(verdict "$ratio" "$5")"; fi
    say "stations: $1 ${ratio}x nginx sendfile ($(median "${ours[@]}") against $(median "${theirs[@]}") requests/s;" \
        "$low–$high in $BENCH_ROUNDS rounds of $SECONDS_EACH s; $goal)"
    row "/api/stations, $1" "$(median "${ours[@]}") requests/s" "nginx, 1 worker, sendfile: $(median "${theirs[@]}") requests/s" \
        "$ratio ($low–$high)" "$goal"
}
size() { numfmt --to=iec "$(stat -c %s "$WORK/files/$1")"; }
compare "JSON ($(size stations.json))" stations.json 'Accept: application/json' 'Accept: application/json' $TARGET
compare "gzip ($(size stations.json.gz))" stations.json.gz 'Accept-Encoding: gzip' 'Accept-Encoding: gzip' $TARGET
compare "304" stations.json "If-None-Match: $tag" "If-None-Match: $peer_tag"
