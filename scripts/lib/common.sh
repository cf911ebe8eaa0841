# shellcheck shell=bash
# What every script shares: messages, settings, ports, one small HTTP question.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" || true; }
warn() { printf '%s\n' "$*" >&2 || true; }
fail() {
    warn "${0##*/}: $*"
    exit 1
}
# A wrong command line: what is wrong, where help is, exit 2.
misuse() {
    warn "${0##*/}: $* (see ${0##*/} --help)"
    exit 2
}

# setting NAME [DEFAULT]: the environment first, then the last line in .env, as the services read it.
setting() {
    local name=$1 value=${!1-}
    if [[ -z $value && -f $ROOT/.env ]]; then
        value=$(sed -n "s/^[[:space:]]*${name}[[:space:]]*=[[:space:]]*//p" "$ROOT/.env" | tail -n 1 | sed 's/[[:space:]]*$//')
        if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
    fi
    printf '%s' "${value:-${2-}}"
}

# port_in_use PORT: whether anything listens there, on any address of this machine.
port_in_use() {
    local port
    printf -v port ':%04X' "$1"
    { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true; } \
        | awk -v port="$port" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }'
}

# free_ports COUNT: the first of COUNT neighbouring ports that nothing listens on, below the range the kernel hands out.
free_ports() {
    local base offset attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        base=$((20000 + (RANDOM % 1000) * 10))
        for ((offset = 0; offset < $1; offset++)); do
            if port_in_use $((base + offset)); then continue 2; fi
        done
        printf '%s' "$base"
        return
    done
    fail "no $1 neighbouring ports are free"
}

# http_status PORT PATH [HOST]: the status of a GET; nothing when there is no answer within 3 s. Needs no curl.
http_status() (
    exec 2>/dev/null
    exec 7<>"/dev/tcp/${3:-127.0.0.1}/$1" || exit 0
    printf 'GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n' "$2" "${3:-127.0.0.1}" "$1" >&7
    IFS=' ' read -r -t 3 _ status _ <&7 || exit 0
    printf '%s' "$status"
)

# For a configuration made as root: nginx's own user could not read our folders.
nginx_user() { if ((EUID == 0)); then printf 'user root;'; fi; }

# wait_for SECONDS COMMAND…: repeats COMMAND until it succeeds; 1 when the time is over.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        if ((SECONDS >= end)); then return 1; fi
        sleep 0.2
    done
}
