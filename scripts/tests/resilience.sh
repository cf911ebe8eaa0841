#!/usr/bin/env bash
# The gateway before services that hang, reset, fail or are gone: what its clients see of it.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"

export TTAREUNGI_BIN=${TTAREUNGI_BIN:-$ROOT/.build/release}
exec python3 "$ROOT/scripts/tests/resilience" "$@"
