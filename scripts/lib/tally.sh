# shellcheck shell=bash
# Counting what the suites of scripts/test report; needs common.sh.

declare -A PASSED_IN=() FAILED_IN=() SKIPPED_IN=()
SUITES_SEEN=()
FAILURES=() # "suite: name: reason"
SKIPS=()

open_tally() {
    if [[ -n ${PASSED_IN[$1]-} ]]; then return; fi
    SUITES_SEEN+=("$1")
    PASSED_IN[$1]=0 FAILED_IN[$1]=0 SKIPPED_IN[$1]=0
}

# tally_line SUITE LINE: "ok NAME", "not ok NAME: why" or "skip NAME: why"; other lines do not count.
tally_line() {
    open_tally "$1"
    case $2 in
        "ok "*) PASSED_IN[$1]=$((PASSED_IN[$1] + 1)) ;;
        "not ok "*)
            FAILED_IN[$1]=$((FAILED_IN[$1] + 1))
            FAILURES+=("$1: ${2#not ok }")
            ;;
        "skip "*)
            SKIPPED_IN[$1]=$((SKIPPED_IN[$1] + 1))
            SKIPS+=("$1: ${2#skip }")
            ;;
    esac
}

# tally_check SUITE EXIT_CODE LOG: a script that ends badly without a failed check, or without any check, has failed.
tally_check() {
    local line
    open_tally "$1"
    while IFS= read -r line; do tally_line "$1" "$line"; done <"$3"
    if (($2 != 0 && FAILED_IN[$1] == 0)); then tally_line "$1" "not ok scripts/tests/$1.sh: ended with $2"; fi
    if ((PASSED_IN[$1] + FAILED_IN[$1] + SKIPPED_IN[$1] == 0)); then tally_line "$1" "not ok scripts/tests/$1.sh: checked nothing"; fi
}

# tally_swift SUITE EXIT_CODE LOG XML…: counts a run of the Swift tests by its xUnit report.
tally_swift() {
    local line report=$WORK/$1.tally
    open_tally "$1"
    python3 "$ROOT/scripts/lib/xunit.py" "${@:4}" >"$report" 2>>"$3" || true
    while IFS= read -r line; do tally_line "$1" "$line"; done <"$report"
    if (($2 != 0 && FAILED_IN[$1] == 0)); then tally_line "$1" "not ok swift test: ended with $2, $(tail -n 1 "$3")"; fi
    if ((PASSED_IN[$1] + FAILED_IN[$1] == 0)); then tally_line "$1" "not ok swift test: ran nothing"; fi
}

# Lines of a run that people want to see while it goes: issues and skips, a dot for each ten tests that passed.
swift_progress() {
    awk '
        / (recorded an issue|skipped)|failed after|error:|Crash|Fatal/ { if (dots) printf "\n"; dots = 0; print "  " $0; fflush(); next }
        / passed after / && ++passed % 10 == 0 { printf "."; dots = 1; fflush() }
        END { if (dots) printf "\n" }'
}

tally_summary() {
    local suite line passed=0 failed=0 skipped=0
    say ""
    for suite in "${SUITES_SEEN[@]}"; do
        printf '%-10s %4d passed  %3d failed  %3d skipped\n' "$suite" "${PASSED_IN[$suite]}" "${FAILED_IN[$suite]}" "${SKIPPED_IN[$suite]}"
        passed=$((passed + PASSED_IN[$suite])) failed=$((failed + FAILED_IN[$suite])) skipped=$((skipped + SKIPPED_IN[$suite]))
    done
    for line in "${SKIPS[@]}"; do say "skipped  $line"; done
    for line in "${FAILURES[@]}"; do say "failed   $line"; done
    ((failed == 0)) || say "logs are in $WORK"
    say "$passed passed, $failed failed, $skipped skipped"
    ((failed == 0 && passed > 0))
}
