#!/usr/bin/env bash
# Proof: 1,000 reloads under load on a started suite: no request lost, no memory grown, no answer mixed; 10 minutes (25 after a first start)
# Just after a first start it waits until the training that follows is over.
# PREDICTOR_URL (http://127.0.0.1:8082) and ADMIN_TOKEN as the suite has them; RELOADS (1000) how many.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"

url=$(setting PREDICTOR_URL http://127.0.0.1:8082)
token=$(setting ADMIN_TOKEN)
[[ -n $token ]] || fail "reloads need the suite's ADMIN_TOKEN; start it with one: ADMIN_TOKEN=… scripts/run"
[[ $url =~ ^http://127\.0\.0\.1:([0-9]+)/?$ ]] || fail "PREDICTOR_URL must be http://127.0.0.1:PORT: its memory is read from /proc"
port=${BASH_REMATCH[1]}
[[ $(http_status "$port" /api/predictions) == 200 ]] || fail "no forecasts at $url; start the suite first (scripts/run), PREDICTOR_URL names its predictor"
for file in $({ grep -lazs "^PORT=$port\$" /proc/[0-9]*/environ || true; }); do
    folder=${file%/environ}
    if [[ $(cat "$folder/comm" 2>/dev/null) == predictor ]]; then pid=${folder#/proc/}; fi
done
[[ -n ${pid-} ]] || fail "no predictor on this machine has PORT=$port"
ADMIN_TOKEN=$token python3 "$ROOT/scripts/prove.d/reloads.py" --port "$port" --pid "$pid" --reloads "${RELOADS:-1000}"
