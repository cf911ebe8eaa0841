"""Attacks on the gateway from outside: each is refused or contained, others are served meanwhile, and what refused it counted.

usage: python3 scripts/tests/attacks [FAMILY…]   with TTAREUNGI_BIN (or GATEWAY_BIN); families: see FAMILIES below"""
import asyncio
import os
import signal
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import crowds  # noqa: E402
import fields  # noqa: E402
import h2  # noqa: E402
import requests  # noqa: E402
import slow  # noqa: E402
import smuggling  # noqa: E402
import targets  # noqa: E402
import upstreams  # noqa: E402
from attack import Range  # noqa: E402
from edge.beside import Beside  # noqa: E402
from edge.process import Gateway  # noqa: E402
from edge.recorder import Recorder  # noqa: E402
from edge.report import Report  # noqa: E402

TABLES = {"requests": requests, "targets": targets, "smuggling": smuggling}
SCENES = {"fields": fields, "upstreams": upstreams, "slow": slow, "crowds": crowds}
FAMILIES = [*TABLES, *SCENES, "h2"]
# Time-outs short enough to be waited for, long enough for a busy machine.
SETTINGS = {
    "ALLOWED_HOSTS": "localhost,127.0.0.1", "CORS_ORIGINS": "https://app.example", "CLIENT_HEAD_TIMEOUT": "1s",
    "CLIENT_BODY_TIMEOUT": "2s",
    "CLIENT_WRITE_TIMEOUT": "2s", "CLIENT_IDLE_TIMEOUT": "3s", "UPSTREAM_TIMEOUT": "4s", "UPSTREAM_IDLE_TIMEOUT": "4s",
}


async def run_table(name, table, place, beside, report):
    mark, faults = len(beside.results), []
    for attack in table:
        faults.append(await place.run(attack))
    await beside.at_least(mark)
    for found in filter(None, faults):
        report.not_ok(name, "; ".join(found))
    held = sum(not found for found in faults)
    if held == len(table):
        report.ok(f"{name}: {held} forms refused or contained")
    else:
        print(f"{name}: {held} of {len(table)} held", flush=True)
    report.check(f"{name}: others are served meanwhile", beside.faults_since(mark))


async def main(wanted):
    report, began = Report(), time.monotonic()
    recorders = [await Recorder(name).start() for name in ("predictor", "rag", "board")]
    beside = await Beside().start()
    urls = [beside.url, *(recorder.url for recorder in recorders)]
    try:
        async with Gateway(urls, **SETTINGS) as gateway:
            place = Range(gateway, recorders)
            beside.visit(gateway.port)
            await beside.serves(gateway.port)
            for family, module in TABLES.items():
                for name, table in module.TABLES.items() if family in wanted else ():
                    await run_table(name, table, place, beside, report)
            for family in SCENES:
                if family in wanted and family != "crowds":
                    await SCENES[family].run(place, beside, report)
            beside.visit(0)
            report.check("the gateway is still there", "" if gateway.is_running else gateway.said()[-300:])
        if "h2" in wanted:
            await h2.run(urls, lambda gateway: Range(gateway, recorders), SETTINGS, beside, report)
        if "crowds" in wanted:
            await crowds.run(urls, recorders, beside, report)
    finally:
        await beside.stop()
        for recorder in recorders:
            recorder.stop()
    print(f"attacks: {time.monotonic() - began:.0f} s", flush=True)
    return 1 if report.failed else 0


def stop(*_):
    raise SystemExit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    chosen = sys.argv[1:] or FAMILIES
    if unknown := set(chosen) - set(FAMILIES):
        sys.exit(f"no family is called {', '.join(unknown)}; there are {', '.join(FAMILIES)}")
    sys.exit(asyncio.run(main(chosen)))
