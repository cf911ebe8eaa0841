#!/usr/bin/env bash
# Proof: events pass nginx and the gateway one by one, first byte under 50 ms, 10 minutes idle, clean ends; 11 minutes
# IDLE_SECONDS (600) how long 50 streams are left with heartbeats alone.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"

PATH=$PATH:/usr/sbin
IDLE_SECONDS=${IDLE_SECONDS:-600}
for tool in nginx redis-server python3; do command -v "$tool" >/dev/null || fail "sse needs $tool (scripts/setup --test)"; done
trap stop_everything EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
WORK=$PROVE_DIR
port=$(free_ports 4)
collector_port=$((port + 1)) gateway_port=$((port + 2))
export LOG_LEVEL=warning VAR_DIR=$WORK/var REDIS_URL=redis://127.0.0.1:$((port + 3))
mkdir -p "$VAR_DIR"

# shellcheck disable=SC2317  # called by wait_for
answers() { [[ $(http_status "$1" "$2") == 200 ]]; }
# start_collector SETTING…
start_collector() {
    start_service collector "$WORK/collector.log" env "$@" PORT="$collector_port" "$TTAREUNGI_BIN/collector" serve
    wait_for 30 answers "$collector_port" /api/stations || fail "the collector serves no stations: $(tail -n 2 "$WORK/collector.log")"
}
start_gateway() {
    start_service gateway "$WORK/gateway.log" env PORT="$gateway_port" COLLECTOR_URL="http://127.0.0.1:$collector_port" \
        "$TTAREUNGI_BIN/gateway" serve
    wait_for 30 answers "$gateway_port" /api/stations || fail "the gateway does not answer: $(tail -n 2 "$WORK/gateway.log")"
}

start_base redis "$WORK/redis.log" redis-server --port $((port + 3)) --bind 127.0.0.1 --save '' --appendonly no --dir "$WORK"
wait_for 10 port_in_use $((port + 3)) || fail "Redis does not start"
cat >"$WORK/nginx.conf" <<CONF
daemon off; worker_processes 1; $(nginx_user) pid $WORK/nginx.pid; error_log $WORK/nginx-error.log;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path $WORK/body; proxy_temp_path $WORK/proxy; fastcgi_temp_path $WORK/fastcgi;
    uwsgi_temp_path $WORK/uwsgi; scgi_temp_path $WORK/scgi;
    upstream edge { server 127.0.0.1:$gateway_port; keepalive 16; }
    server {
        listen 127.0.0.1:$port;
        location / { proxy_pass http://edge; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }
}
CONF
# A clock that runs sixty times as fast: a snapshot every five seconds.
start_collector "CLOCK=2024-11-20T06:00:00+09:00@60x"
start_gateway
start_base nginx "$WORK/nginx.log" nginx -c "$WORK/nginx.conf"
wait_for 10 port_in_use "$port" || fail "nginx does not start: $(tail -n 2 "$WORK/nginx.log")"

missed=0
# judge PART OPTION…
judge() { python3 "$ROOT/scripts/prove.d/sse.py" --port "$port" --gateway "$gateway_port" --collector "$collector_port" "$@" || missed=1; }
judge first
judge events
judge leave
judge end --pid "${PID_OF[collector]}" --who "the collector"
wait_for 30 is_gone "${PID_OF[collector]}" || { say "sse: the collector does not stop" && missed=1; }
start_collector COLLECT=off
judge first
say "sse: 50 streams for $IDLE_SECONDS s with heartbeats alone"
judge idle --seconds "$IDLE_SECONDS" --pid "${PID_OF[gateway]}"
judge end --pid "${PID_OF[gateway]}" --who "the gateway"
wait_for 30 is_gone "${PID_OF[gateway]}" || { say "sse: the gateway does not stop" && missed=1; }
start_gateway
judge first
exit "$missed"
