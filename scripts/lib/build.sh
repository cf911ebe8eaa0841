# shellcheck shell=bash
# Building the five products in release; needs common.sh and processes.sh.

BUILD_STAMP=$ROOT/.build/release.stamp

# Whether anything that goes into the products changed after the last complete build.
build_is_current() {
    local name inputs=("$ROOT/Package.swift" "$ROOT/Sources" "$ROOT"/services/*/Main "$ROOT"/services/*/Sources)
    [[ -f $BUILD_STAMP ]] || return 1
    for name in collector predictor rag-api board-api gateway; do
        [[ -x $ROOT/.build/release/$name ]] || return 1
    done
    [[ $(cat "$BUILD_STAMP") == "$(swift --version 2>/dev/null | head -n 1)" ]] || return 1
    [[ -z $(find "${inputs[@]}" -newer "$BUILD_STAMP" -print -quit) ]]
}

# Builds unless nothing changed; the compiler's progress goes to the terminal.
build_release() {
    local fresh=$BUILD_STAMP.new began=$SECONDS
    if build_is_current; then
        say "build: up to date"
        return
    fi
    say "build: swift build -c release (a first build takes several minutes)"
    mkdir -p "$ROOT/.build"
    swift --version 2>/dev/null | head -n 1 >"$fresh" # dated before the build: edits made meanwhile count as new
    step swift build --package-path "$ROOT" -c release || fail "the build failed"
    mv "$fresh" "$BUILD_STAMP"
    say "build: done in $((SECONDS - began)) s"
}
