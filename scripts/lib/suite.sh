# shellcheck shell=bash
# The suite as scripts/run starts it: ports, environment, Redis, replay, the five services. Uses its variables
# port, replay, speed, start and VAR_DIR.

NAMES=(collector predictor rag-api board-api gateway) # in the order they are started
declare -A PORT_OF=()

plan_ports() {
    PORT_OF=([gateway]=$port [collector]=$((port + 1)) [predictor]=$((port + 2)) [rag-api]=$((port + 3)) [board-api]=$((port + 4)))
    REDIS_URL=$(setting REDIS_URL)
    if [[ -z $REDIS_URL ]]; then PORT_OF[redis]=$((port + 5)); fi
    if [[ -n $replay ]]; then PORT_OF[replay]=$((port + 6)); fi
}

require_free_ports() {
    local name taken=()
    for name in "${!PORT_OF[@]}"; do
        if port_in_use "${PORT_OF[$name]}"; then taken+=("${PORT_OF[$name]} ($name)"); fi
    done
    ((${#taken[@]} == 0)) || fail "in use already: port ${taken[*]}; --port N moves the suite"
}

require_binaries() {
    local name
    BIN=$(cd "${TTAREUNGI_BIN:-$ROOT/.build/release}" 2>/dev/null && pwd) || fail "no binaries: run without --no-build"
    for name in "${NAMES[@]}"; do
        [[ -x $BIN/$name ]] || fail "$BIN/$name is missing: run without --no-build"
    done
    if [[ -n ${PORT_OF[redis]-} ]] && ! command -v redis-server >/dev/null; then fail "redis-server is missing: scripts/setup"; fi
}

# What every service gets; what the caller has set stays as it is.
prepare_environment() {
    local commit
    PUBLIC_HOST=$(setting HOST 127.0.0.1)
    REACHED_HOST=$PUBLIC_HOST
    if [[ $PUBLIC_HOST == 0.0.0.0 || $PUBLIC_HOST == *:* ]]; then REACHED_HOST=127.0.0.1; fi
    export VAR_DIR REDIS_URL=${REDIS_URL:-redis://127.0.0.1:${PORT_OF[redis]-}}
    COLLECTOR_URL=$(setting COLLECTOR_URL "http://127.0.0.1:${PORT_OF[collector]}")
    PREDICTOR_URL=$(setting PREDICTOR_URL "http://127.0.0.1:${PORT_OF[predictor]}")
    RAG_API_URL=$(setting RAG_API_URL "http://127.0.0.1:${PORT_OF[rag-api]}")
    BOARD_API_URL=$(setting BOARD_API_URL "http://127.0.0.1:${PORT_OF[board-api]}")
    JWKS_URL=$(setting JWKS_URL "http://127.0.0.1:${PORT_OF[board-api]}/.well-known/jwks.json")
    TRAIN_AT_START=$(setting TRAIN_AT_START on)
    export COLLECTOR_URL PREDICTOR_URL RAG_API_URL BOARD_API_URL JWKS_URL TRAIN_AT_START
    if [[ -z ${GIT_COMMIT-} ]] && commit=$(git -C "$ROOT" rev-parse HEAD 2>/dev/null); then export GIT_COMMIT=$commit; fi
}

# new_log NAME: the path of its log; the one of the run before is kept beside it.
new_log() {
    local log=$VAR_DIR/log/$1.log
    if [[ -s $log ]]; then mv "$log" "$log.1"; fi
    printf '%s' "$log"
}

start_redis() {
    [[ -n ${PORT_OF[redis]-} ]] || { say "redis: the one in REDIS_URL" && return; }
    mkdir -p "$VAR_DIR/redis"
    start_base redis "$(new_log redis)" redis-server --port "${PORT_OF[redis]}" --bind 127.0.0.1 --save '' --appendonly no \
        --dir "$VAR_DIR/redis" --daemonize no
    wait_for 10 port_in_use "${PORT_OF[redis]}" || died redis
    say "redis: 127.0.0.1:${PORT_OF[redis]}, in memory only"
}

# The simulated city starts with days behind it: forecasts need something to learn from.
simulate_history() {
    local name
    for name in SEOUL_API_KEY GBFS_URL HISTORY_URL; do
        if [[ -n $(setting "$name") ]]; then return; fi
    done
    if [[ $(setting COLLECT) == off ]] || [[ -e $VAR_DIR/history/simulated ]]; then return; fi
    say "history: two simulated weeks to learn from (first start only, about a minute)"
    step env LOG_FORMAT="$(setting LOG_FORMAT text)" "$BIN/collector" simulate --days "${SIMULATED_DAYS:-14}" ||
        fail "collector simulate failed"
    touch "$VAR_DIR/history/simulated" # only once it is whole
}

# A first model for the simulated city: ten minutes ahead; the predictor trains the other horizons in the background.
train_first_model() {
    [[ -e $VAR_DIR/history/simulated && ! -e $VAR_DIR/models/model_version.json && -z $(setting MODEL_STORE_URL) ]] || return 0
    say "model: training ten minutes ahead on the simulated weeks (first start only, about a minute)"
    step env LOG_FORMAT="$(setting LOG_FORMAT text)" "$BIN/predictor" train --source simulation --horizons 10 --rows 200000 \
        --hold-back 3 --quick || warn "no model could be trained; the baseline serves (predictor train tells why)"
}

start_replay() {
    local options=(--data "$replay" --speed "$speed" ${start:+--start "$start"})
    say "replay: reading $replay"
    step "$BIN/collector" replay "${options[@]}" --print-clock >"$VAR_DIR/clock" || fail "collector replay cannot play $replay"
    CLOCK=$(tail -n 1 "$VAR_DIR/clock")
    export CLOCK GBFS_URL=http://127.0.0.1:${PORT_OF[replay]}/gbfs/2.3/gbfs.json
    export SEOUL_API_KEY= # one source only, whatever .env says
    SOURCE_NAME=$(setting SOURCE_NAME "replay-$(basename "$replay" | tr -cd 'A-Za-z0-9_.-' | cut -c 1-50)")
    export SOURCE_NAME
    start_service replay "$(new_log replay)" "$BIN/collector" replay "${options[@]}" --port "${PORT_OF[replay]}"
    await replay /health/ready
    say "replay: clock ${CLOCK%%/*}, on 127.0.0.1:${PORT_OF[replay]}"
}

start_services() {
    local name host
    for name in "${NAMES[@]}"; do
        host=127.0.0.1 # only the gateway is for others
        if [[ $name == gateway ]]; then host=$PUBLIC_HOST; fi
        start_service "$name" "$(new_log "$name")" env HOST="$host" PORT="${PORT_OF[$name]}" "$BIN/$name" serve
    done
}

wait_until_ready() {
    local name
    say "starting; logs in $VAR_DIR/log"
    for name in "${NAMES[@]}"; do
        await "$name" /health/ready
        say "$name: ready on port ${PORT_OF[$name]}"
    done
}

# await NAME PATH: until its port answers 200; the suite fails when any process dies or two minutes pass.
await() {
    local other host=127.0.0.1 end=$((SECONDS + ${READY_SECONDS:-120}))
    if [[ $1 == gateway ]]; then host=$REACHED_HOST; fi
    until answers "$1" "$2" "$host"; do
        for other in "${!PID_OF[@]}"; do
            is_running "${PID_OF[$other]}" || died "$other"
        done
        if ((SECONDS >= end)); then
            warn "$1 is not ready after ${READY_SECONDS:-120} s"
            show_log "$1"
            exit 1
        fi
        sleep 0.2
    done
}

# answers NAME PATH HOST: whether it answers 200; where it speaks TLS, its own probe asks whether it is ready.
answers() {
    if [[ $1 == gateway && -n $(setting TLS_CERT_FILE) ]]; then
        HOST=$3 PORT=${PORT_OF[gateway]} "$BIN/gateway" health --ready >/dev/null
    else
        [[ $(http_status "${PORT_OF[$1]}" "$2" "$3") == 200 ]]
    fi
}

# watch_services: returns never; a process that dies ends the suite, but for Redis, without which the services go on: it is started again.
watch_services() {
    local pid name
    while true; do
        wait -n -p pid "${PID_OF[@]}" || true
        for name in "${!PID_OF[@]}"; do
            [[ ${PID_OF[$name]} == "${pid-}" ]] || continue
            [[ $name == redis ]] || died "$name"
            warn "redis has stopped by itself and is started again"
            unset 'PID_OF[redis]'
            start_redis
            continue 2
        done
        fail "a process ended"
    done
}

died() {
    warn "$1 has stopped by itself; its last lines ($VAR_DIR/log/$1.log):"
    show_log "$1"
    exit 1
}
show_log() { tail -n 15 "$VAR_DIR/log/$1.log" >&2 2>/dev/null || true; }

# The EXIT trap of scripts/run.
stop_suite() {
    local code=$?
    if ((${#SERVICES[@]} + ${#BASE[@]})); then say "stopping"; fi
    stop_everything
    exit "$code"
}
