#!/usr/bin/env bash
# nginx in front of the gateway, with its usual settings: pages, lists and the event stream come through.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/checks.sh"
PATH=$PATH:/usr/sbin
need "events come through nginx" nginx curl || exit 0
use_suite
port=$(free_ports 1)

cat >"$CHECK_DIR/nginx.conf" <<CONF
daemon off; worker_processes 1; $(nginx_user) pid $CHECK_DIR/nginx.pid; error_log $CHECK_DIR/error.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path $CHECK_DIR/body; proxy_temp_path $CHECK_DIR/proxy; fastcgi_temp_path $CHECK_DIR/fastcgi;
    uwsgi_temp_path $CHECK_DIR/uwsgi; scgi_temp_path $CHECK_DIR/scgi;
    server {
        listen 127.0.0.1:$port;
        location / { proxy_pass http://127.0.0.1:$SUITE_PORT; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }
}
CONF
begin nginx -c "$CHECK_DIR/nginx.conf" 2>"$CHECK_DIR/nginx.log"
wait_for 10 port_in_use "$port" || { not_ok "nginx starts" "$(tail -n 2 "$CHECK_DIR/nginx.log")" && exit 1; }

# follow: the event stream into a file; it stays open until this script ends.
follow() {
    begin curl --silent --no-buffer --max-time 60 -H 'Accept: text/event-stream' "http://127.0.0.1:$port/api/stream" >"$CHECK_DIR/events"
}
has_event() { grep -q "^event: *$1" "$CHECK_DIR/events"; }
poll() {
    env REDIS_URL="redis://127.0.0.1:$((SUITE_PORT + 5))" VAR_DIR="$CHECK_DIR/var" LOG_LEVEL=error \
        "${TTAREUNGI_BIN:-$ROOT/.build/release}/collector" once
}
list() { curl --fail --silent --show-error --max-time 10 "http://127.0.0.1:$port/api/stations" | grep -q '"stations"'; }
check "the station list comes through nginx" list
follow
check "the first event comes through nginx at once" wait_for 5 has_event heartbeat
check "a poll makes a snapshot live" poll
check "its event comes through nginx within 5 s" wait_for 5 has_event stations
check "its forecasts' event comes through nginx within 10 s" wait_for 10 has_event predictions
