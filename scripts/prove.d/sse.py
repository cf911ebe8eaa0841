#!/usr/bin/env python3
"""The event stream as a page sees it: sse.py PART --port N --gateway N --collector N …; scripts/prove.d/sse.sh runs the parts.

Each prints one line with what was found, and fails when it is not what is promised."""
import argparse
import asyncio
import os
import pathlib
import signal
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
from edge.wire import Malformed, Wire, request  # noqa: E402

FIRST_BYTE, HEARTBEAT, END_WITHIN = 0.050, 15.0, 3.0


class Stream:
    """One open stream; `arrivals` are (seconds since the request, event names in that chunk)."""

    def __init__(self, wire, began):
        self.wire, self.began, self.arrivals, self.ended = wire, began, [], None

    @classmethod
    async def open(cls, port):
        wire = await Wire.open(port)
        stream = cls(wire, time.monotonic())
        wire.send(request("/api/stream", fields=["Accept: text/event-stream"]))
        head = await wire.head()
        if head is None or head.status != 200 or not head.get("content-type").startswith("text/event-stream"):
            raise Malformed(f"/api/stream: {head and (head.status, head.get('content-type'))}")
        return stream

    async def chunk(self):
        """The next chunk's events; None at a clean end. Anything else that ends it is an error."""
        size = await self.wire.line()
        if not size.endswith(b"\r\n"):
            raise Malformed(f"cut off: {size!r}")
        count = int(size.split(b";")[0], 16)
        data = await self.wire.reader.readexactly(count + 2)
        if count == 0:
            return None
        names = [line.split(b":", 1)[1].strip().decode() for line in data.split(b"\n") if line.startswith(b"event:")]
        self.arrivals.append((time.monotonic() - self.began, names))
        return names

    async def follow(self):
        """Reads until the end: `ended` is "clean" or what was wrong."""
        try:
            while await self.chunk() is not None:
                pass
            self.ended = "clean"
        except (Malformed, OSError, asyncio.IncompleteReadError) as error:
            self.ended = f"{type(error).__name__} {error}"
        return self.ended

    def times(self, name):
        return [at for at, names in self.arrivals for found in names if found == name]


def verdict(line, faults):
    print(f"sse: {line}: {'; '.join(faults) if faults else 'as promised'}", flush=True)
    return 1 if faults else 0


async def first(options):
    times = []
    for _ in range(50):
        stream = await Stream.open(options.port)
        await stream.chunk()
        times.append(stream.arrivals[0][0])
        stream.wire.abort()
    times.sort()
    return verdict(f"first byte after {times[25] * 1000:.1f} ms (median of 50), {times[-1] * 1000:.1f} ms at most, promised 50 ms",
                   [] if times[-1] < FIRST_BYTE else [f"{sum(one >= FIRST_BYTE for one in times)} of 50 took longer"])


async def events(options):
    """Events of four snapshots: each in a chunk of its own, at its own time, at the gateway and behind nginx alike."""
    outer, inner = await Stream.open(options.port), await Stream.open(options.gateway)
    tasks = [asyncio.create_task(stream.follow()) for stream in (outer, inner)]
    end = time.monotonic() + 60
    while min(len(stream.times("stations")) for stream in (outer, inner)) < 4 and time.monotonic() < end:
        await asyncio.sleep(0.05)
    for stream, task in zip((outer, inner), tasks):
        task.cancel()
        stream.wire.abort()
    behind, direct = outer.times("stations")[:4], inner.times("stations")[:4]
    if len(behind) < 4 or len(direct) < 4:
        return verdict(f"events of four snapshots: {len(behind)} behind nginx, {len(direct)} at the gateway in 60 s",
                       ["not all arrived"])
    lag = max(abs((a + outer.began) - (b + inner.began)) for a, b in zip(behind, direct))
    together = [names for _, names in outer.arrivals if len(names) > 1]
    gaps = [later - sooner for sooner, later in zip(behind, behind[1:])]
    return verdict(f"events of four snapshots, {min(gaps):.1f}–{max(gaps):.1f} s apart, "
                   f"behind nginx at most {lag * 1000:.0f} ms later than at the gateway",
                   ([f"came in one piece: {together[0]}"] if together else []) + ([] if lag < 0.25 else ["held up"])
                   + ([] if min(gaps) > 1 else ["bundled"]))


def to_collector(options):
    """Open connections to the collector's port."""
    port = f":{options.collector:04X}"
    with open("/proc/net/tcp", encoding="ascii") as table:
        return sum(line.split()[2].endswith(port) and line.split()[3] == "01" for line in table.readlines()[1:])


def in_flight(options):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{options.gateway}/metrics", timeout=5) as answer:
        text = answer.read().decode()
    return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith('gateway_in_flight{')
               and 'service="collector"' in line)


async def leave(options):
    """Clients that go take their streams at the collector along."""
    streams = [await Stream.open(options.port) for _ in range(50)]
    for stream in streams:
        await stream.chunk()
    held, flying, began = to_collector(options), in_flight(options), time.monotonic()
    for stream in streams:
        stream.wire.close()
    while (to_collector(options) > held - 50 or in_flight(options) > 0) and time.monotonic() < began + 5:
        await asyncio.sleep(0.05)
    took = time.monotonic() - began
    return verdict(f"50 clients leave: {held} connections to the collector become {to_collector(options)}, {flying:.0f} in flight "
                   f"{in_flight(options):.0f}, after {took:.1f} s", [] if took < 3 else ["too late"])


async def end(options):
    """Whoever serves the stream goes: every client sees a clean end soon."""
    streams = [await Stream.open(options.port) for _ in range(20)]
    tasks = [asyncio.create_task(stream.follow()) for stream in streams]
    await asyncio.sleep(0.5)
    began = time.monotonic()
    os.kill(options.pid, signal.SIGTERM)
    done, pending = await asyncio.wait(tasks, timeout=25)
    took, unclean = time.monotonic() - began, [task.result() for task in done if task.result() != "clean"]
    for stream in streams:
        stream.wire.abort()
    return verdict(f"{options.who} goes: 20 streams end after {took:.1f} s",
                   ([f"{len(pending)} never ended"] if pending else [])
                   + ([f"{len(unclean)} not cleanly: {unclean[0]}"] if unclean else [])
                   + ([] if took < END_WITHIN else [f"promised within {END_WITHIN:.0f} s"]))


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


async def idle(options):
    streams = [await Stream.open(options.port) for _ in range(50)]
    tasks = [asyncio.create_task(stream.follow()) for stream in streams]
    await asyncio.sleep(1)
    before = resident(options.pid)
    await asyncio.wait(tasks, timeout=options.seconds, return_when=asyncio.FIRST_EXCEPTION)
    ended = [stream.ended for stream in streams if stream.ended]
    beats = [stream.times("heartbeat") for stream in streams]
    for task, stream in zip(tasks, streams):
        task.cancel()
        stream.wire.abort()
    gap = max([later - sooner for times in beats for sooner, later in zip(times, times[1:])], default=0)
    least, expected = min(map(len, beats)), int(options.seconds // HEARTBEAT)
    grown = resident(options.pid) - before
    return verdict(f"{options.seconds:.0f} s idle: {least} heartbeats at least, {gap:.1f} s apart at most, "
                   f"the gateway grew by {grown:.1f} MB",
                   ([f"{len(ended)} of 50 ended: {ended[0]}"] if ended else [])
                   + ([] if least >= expected else [f"expected {expected} heartbeats"])
                   + ([] if gap < HEARTBEAT + 1.5 else ["too far apart"]) + ([] if grown < 10 else ["memory grew"]))


parser = argparse.ArgumentParser()
parser.add_argument("part", choices=["first", "events", "leave", "end", "idle"])
for name in ("port", "gateway", "collector"):
    parser.add_argument(f"--{name}", type=int, required=True)
parser.add_argument("--pid", type=int)
parser.add_argument("--who")
parser.add_argument("--seconds", type=float)
given = parser.parse_args()
try:
    sys.exit(asyncio.run({"first": first, "events": events, "leave": leave, "end": end, "idle": idle}[given.part](given)))
except (Malformed, OSError, asyncio.IncompleteReadError) as problem:
    sys.exit(verdict(given.part, [f"{type(problem).__name__} {problem}"]))
