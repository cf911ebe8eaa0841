"""The gateway before services that are ill or gone, seen by its clients. With TTAREUNGI_BIN (or GATEWAY_BIN).

usage: python3 scripts/tests/resilience [gone] [ill] [drain]"""
import asyncio
import os
import signal
import sys
import time

sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import drain  # noqa: E402
import gone  # noqa: E402
import ill  # noqa: E402
from edge.report import Report  # noqa: E402

PARTS = {"gone": gone, "ill": ill, "drain": drain}


async def main(wanted):
    report, began = Report(), time.monotonic()
    for name in wanted:
        await PARTS[name].run(report)
    print(f"resilience: {time.monotonic() - began:.0f} s", flush=True)
    return 1 if report.failed else 0


def stop(*_):
    raise SystemExit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"no part is called {', '.join(unknown)}")
    sys.exit(asyncio.run(main(chosen)))
