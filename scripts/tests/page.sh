#!/usr/bin/env bash
# The page in Chromium: the forecast is shown and nothing is logged as an error.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/checks.sh"
need "the page shows forecasts without an error" chromium python3 || exit 0
use_suite
check "the page shows forecasts without an error" \
    python3 "$ROOT/scripts/lib/page.py" "http://127.0.0.1:$SUITE_PORT/" --ready forecast --timeout 90
check "a narrow page shows forecasts without an error" \
    python3 "$ROOT/scripts/lib/page.py" "http://127.0.0.1:$SUITE_PORT/" --ready forecast --timeout 90 --size 390x844
