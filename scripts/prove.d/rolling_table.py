#!/usr/bin/env python3
"""Counts what scripts/prove rolling has asked and what failed, by kind; exit 1 when anything did."""
import argparse
import collections
import json
import pathlib
import re
import sys

parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float, required=True)
parser.add_argument("--seconds", type=float, required=True)
parser.add_argument("--written", type=pathlib.Path, required=True)
parser.add_argument("counts", type=pathlib.Path, nargs="+")
options = parser.parse_args()
made, failed, shown = collections.Counter(), collections.Counter(), []

# A slice of h2load: "TIME 7000 total, 7000 started, 7000 done, 6998 succeeded, 2 failed, 2 errored, 0 timeout 6998 2xx, …"
for path in options.counts:
    kind = f"reads of {path.stem}"
    for line in path.read_text().splitlines():
        count = {name: int(number) for number, name in re.findall(r"(\d+) (\w+)", line.split(" ", 1)[1])}
        made[kind] += count["total"]
        bad = count["total"] - count["2xx"]
        if bad:
            failed[kind] += bad
            kinds = {name: count[name] for name in ("3xx", "4xx", "5xx", "errored", "timeout") if count[name]}
            shown.append(f"{kind}, the slice until {line.split()[0]}: {kinds or 'no answer'}")
written = json.loads(options.written.read_text())
made.update(written["made"])
for failure in written["failures"]:
    failed[failure["kind"]] += 1
    why = " ".join(re.sub("<[^>]*>", " ", failure["why"]).split())[:160]
    shown.append(f"{failure['kind']} at {failure['at']:.0f}: {why}")
for kind, count in sorted(made.items()):
    print(f"rolling: {kind}: {count}, {failed[kind]} failed")
for line, count in list(collections.Counter(shown).items())[:60]:
    print(f"  {line}" + (f" ({count} times)" if count > 1 else ""))
total, held = sum(made.values()), sum(made.values()) / options.seconds
print(f"rolling: {total} requests in {options.seconds:.0f} s, {held:.0f}/s held of {options.rate:.0f}/s, "
      f"{sum(failed.values())} failed (promised: none)")
if held < 0.95 * options.rate:
    print(f"rolling: {options.rate:.0f}/s could not be held on this machine, what is above is at {held:.0f}/s")
sys.exit(1 if failed else 0)
