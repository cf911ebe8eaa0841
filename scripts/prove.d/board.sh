#!/usr/bin/env bash
# Proof: 64 clients write while MariaDB and the board are killed: nothing acknowledged is lost, nothing is there twice; 4 minutes
# SECONDS_EACH (60) how long they write on each database.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"

for database in sqlite mariadb; do
    python3 "$ROOT/scripts/prove.d/board.py" --database "$database" --binary "$TTAREUNGI_BIN/board-api" \
        --folder "$PROVE_DIR/$database" --port "$(free_ports 2)" --seconds "${SECONDS_EACH:-60}"
done
