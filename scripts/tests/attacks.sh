#!/usr/bin/env bash
# An attacking client outside the gateway: what it sends is refused or contained, and counted, while others are served.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"

export TTAREUNGI_BIN=${TTAREUNGI_BIN:-$ROOT/.build/release}
exec python3 "$ROOT/scripts/tests/attacks" "$@"
