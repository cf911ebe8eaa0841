#!/usr/bin/env bash
# Proof: schemathesis finds no 500, no undocumented status, no answer beside its schema, on SQLite and MariaDB; 8 minutes
# SCHEMATHESIS names its executable; EXAMPLES (60) how many requests an operation gets.
set -euo pipefail
source "$(dirname "$0")/../lib/common.sh"
source "$ROOT/scripts/lib/processes.sh"

tool=${SCHEMATHESIS:-$ROOT/var/bench-venv/bin/schemathesis}
[[ -x $tool ]] || fail "boardapi needs schemathesis; scripts/setup --bench installs it, or SCHEMATHESIS names it"
PATH=$PATH:/usr/sbin
trap stop_everything EXIT
port=$(free_ports 2) sql_port=$((port + 1)) sql=$PROVE_DIR/sql url=http://127.0.0.1:$port
limits=(WRITE_LIMIT=off ADDRESS_WRITE_LIMIT=off SIGN_IN_LIMIT=off SIGN_UP_LIMIT=off ADMIN_TOKEN=admin)
is_ready() { [[ $(http_status "$port" /health/ready) == 200 ]]; }
post() { curl --fail --silent -H 'Content-Type: application/json' "${@:3}" -d "$2" "$url$1"; }

# Operations after which a token is void: they are asked with a fresh one each time.
VOIDING=(logoutEverywhere changePassword deleteOwnAccount setRole deleteAccount)

# run_tool NAME OPTION… -- OPTION_OF_RUN…
run_tool() {
    local name=$1 options=() code=0
    shift
    while [[ $1 != -- ]]; do options+=("$1") && shift; done
    # In a folder of the proof, since it keeps notes where it runs.
    env --chdir="$PROVE_DIR" "$tool" "${options[@]}" run "$url/openapi.json" --max-examples "${EXAMPLES:-60}" --seed 7 --workers 1 \
        --phases examples,coverage,fuzzing,stateful "${@:2}" \
        --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance \
        >"$PROVE_DIR/$name.txt" 2>&1 || code=$?
    tail -n 25 "$PROVE_DIR/$name.txt"
    return $code
}

# examine NAME DATABASE_URL
examine() {
    local name=$1 token id config=$PROVE_DIR/$1.toml code=0
    start_service "$name" "$PROVE_DIR/$name.log" env "${limits[@]}" PORT="$port" VAR_DIR="$PROVE_DIR/var-$name" \
        LOG_LEVEL=error DATABASE_URL="$2" "$TTAREUNGI_BIN/board-api" serve
    wait_for 30 is_ready || fail "board-api on $name: $(tail -n 2 "$PROVE_DIR/$name.log")"
    id=$(post /api/auth/register '{"name":"tester","password":"correct horse"}' | jq -r .account.id)
    post "/api/auth/accounts/$id" '{"role":"admin"}' -X PATCH -H 'Authorization: Bearer admin' >/dev/null
    token=$(post /api/auth/login '{"name":"tester","password":"correct horse"}' | jq -r .access_token)
    for _ in {1..30}; do
        id=$(post /api/board/posts '{"title":"글","body":"본문 가나다"}' -H "Authorization: Bearer $token" | jq -r .id)
        post "/api/board/posts/$id/comments" '{"body":"댓글"}' -H "Authorization: Bearer $token" >/dev/null
    done
    curl --fail --silent -X POST --data-binary 'text' -H 'Content-Type: text/plain' -H "Authorization: Bearer $token" \
        "$url/api/board/posts/1/attachments?name=a.txt" >/dev/null
    printf 'headers = { Authorization = "Bearer %s" }\n' "$token" >"$config"
    run_tool "$name" --config-file "$config" -- "${VOIDING[@]/#/--exclude-operation-id=}" || code=$?
    BOARD_URL=$url ADMIN_TOKEN=admin SCHEMATHESIS_HOOKS=$ROOT/scripts/prove.d/boardapi_accounts.py \
        run_tool "$name-accounts" -- "${VOIDING[@]/#/--include-operation-id=}" || code=$?
    kill -TERM "${PID_OF[$name]}" && wait_for 20 is_gone "${PID_OF[$name]}"
    ((code == 0)) || fail "schemathesis found something on $name"
    say "boardapi: nothing found on $name"
}

examine sqlite "sqlite:$PROVE_DIR/board.sqlite"
mkdir -p "$sql-tmp"
mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$sql" --skip-test-db --auth-root-authentication-method=normal \
    >/dev/null 2>&1
start_base mariadb "$PROVE_DIR/mariadb.log" mariadbd --no-defaults --user="$(id -un)" --datadir="$sql" --tmpdir="$sql-tmp" \
    --bind-address=127.0.0.1 --port="$sql_port" --socket="$sql-tmp/s" --skip-log-bin
wait_for 30 port_in_use "$sql_port"
mariadb --no-defaults --socket="$sql-tmp/s" --user=root -e "CREATE DATABASE board CHARACTER SET utf8mb4;
    CREATE USER board@'%' IDENTIFIED BY 'board'; GRANT ALL ON board.* TO board@'%'"
examine mariadb "mysql://board:board@127.0.0.1:$sql_port/board"
