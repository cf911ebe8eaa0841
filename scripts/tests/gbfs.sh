#!/usr/bin/env bash
# The GBFS feeds that we publish, against MobilityData's schemas.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/checks.sh"

validator=${SHARED_DATA:-$ROOT/../shared/data}/../gbfs/validate_gbfs.py
if [[ ! -f $validator ]]; then
    skipped "GBFS 2.3 and 3.0 follow the schemas" "$validator is not there"
    exit 0
fi
python=""
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import jsonschema' 2>/dev/null; then python=$candidate && break; fi
done
if [[ -z $python ]]; then
    skipped "GBFS 2.3 and 3.0 follow the schemas" "no python3 with jsonschema (scripts/setup --test)"
    exit 0
fi
need "GBFS 2.3 and 3.0 follow the schemas" curl jq || exit 0
use_suite

# fetch_feed VERSION FOLDER: gbfs.json and every file it names, through the gateway.
fetch_feed() {
    local url name
    mkdir -p "$2"
    curl --fail --silent --show-error --max-time 20 "http://127.0.0.1:$SUITE_PORT/gbfs/$1/gbfs.json" -o "$CHECK_DIR/$1.json" ||
        return 1
    cp "$CHECK_DIR/$1.json" "$CHECK_DIR/feed/$1/gbfs.json" || return 1
    while read -r name url; do
        curl --fail --silent --show-error --max-time 20 "$url" -o "$2/$name.json" || return 1
    done < <(jq -r '.. | .feeds? // empty | .[] | "\(.name) \(.url)"' "$CHECK_DIR/$1.json")
    [[ -s $2/station_status.json && -s $2/station_information.json ]]
}
mkdir -p "$CHECK_DIR/feed/2.3/ko" "$CHECK_DIR/feed/3.0"
check "every file of GBFS 2.3 is served where gbfs.json says" fetch_feed 2.3 "$CHECK_DIR/feed/2.3/ko"
check "every file of GBFS 3.0 is served where gbfs.json says" fetch_feed 3.0 "$CHECK_DIR/feed/3.0"
check "GBFS 2.3 and 3.0 follow the schemas" "$python" "$validator" "$CHECK_DIR/feed"
