#!/usr/bin/env bash
# What operators read: metrics that Prometheus finds clean, and health on all five services.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/checks.sh"
use_suite

answers() { [[ $(http_status "$1" "$2") == 200 ]]; }
is_clean() { curl --fail --silent --show-error --max-time 10 "http://127.0.0.1:$1/metrics" | promtool check metrics; }

number=0
for name in gateway collector predictor rag-api board-api; do
    port=$((SUITE_PORT + number++))
    for path in /health /health/live /health/ready; do check "$name answers $path" answers "$port" "$path"; done
    need "promtool on $name" curl promtool && check "promtool finds $name's metrics clean" is_clean "$port"
done
