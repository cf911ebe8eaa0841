"""Legitimate traffic beside an attack: a process of its own, so that the attacker's work does not count as the gateway's.

As a program: beside.py PORT, after its upstream's port was printed and the gateway's read. Prints one line a request."""
import asyncio
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from edge.h2 import tls  # noqa: E402
from edge.recorder import Recorder  # noqa: E402
from edge.wire import Malformed, Wire, request  # noqa: E402

# Seconds: nothing may take longer than SLOW, but for the time in which this process stood still itself, nor than LIMIT at all.
LIMIT, SLOW, PAUSE, TICK, ADDRESS = 4.0, 1.0, 0.1, 0.05, "127.0.0.2"


class Beside:
    """The parent's side: `marks` are taken before an attack, `faults_since` told after it."""

    def __init__(self):
        self.process, self.port, self.results, self.task = None, 0, [], None

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, os.path.abspath(__file__), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        self.port = int(await self.process.stdout.readline())
        self.task = asyncio.create_task(self.collect())
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def visit(self, port, kept=False, tls=False):
        """From now on the gateway at this port is asked, over TLS or only on the connection kept if so wished; 0 rests."""
        self.process.stdin.write(f"{port} {int(kept)} {int(tls)}\n".encode())

    async def serves(self, port):
        """Waits until the gateway at this port has answered one well."""
        end = time.monotonic() + 5
        while not any(one["port"] == port and not one["fault"] for one in self.results[-50:]) and time.monotonic() < end:
            await asyncio.sleep(0.02)

    async def collect(self):
        while line := await self.process.stdout.readline():
            self.results.append(json.loads(line))

    def faults_since(self, mark):
        results = self.results[mark:]
        faults = [result["fault"] for result in results if result["fault"]]
        if not results:
            return ["no legitimate request was answered beside it"]
        slow = [result for result in results if not result["fault"] and result["took"] - result["stood"] > SLOW]
        return ([f"{len(faults)} of {len(results)} legitimate requests beside it: {faults[0]}"] if faults else []) \
            + ([f"{len(slow)} of {len(results)} legitimate requests took over {SLOW} s"] if slow else [])

    async def at_least(self, mark, count=3):
        """Waits until some requests ran since the mark: a short attack is judged by what follows at once."""
        end = time.monotonic() + count * (LIMIT + PAUSE) + 1
        while len(self.results) < mark + count and time.monotonic() < end:
            await asyncio.sleep(0.02)

    async def stop(self):
        self.process.stdin.close()
        await self.process.wait()
        await self.task


class Visitor:
    """Turns between a connection it keeps and new ones."""

    def __init__(self):
        self.kept, self.kept_port, self.count, self.context = None, 0, 0, None

    async def visit(self, port, kept):
        self.count += 1
        target = f"/api/stations/legit-{self.count}"
        try:
            async with asyncio.timeout(LIMIT):
                answer = await (self.by_kept(port, target) if kept or self.count % 2 else self.by_new(port, target))
        except (OSError, Malformed, TimeoutError) as error:
            self.drop()
            return f"{target}: {type(error).__name__} {error} within {LIMIT} s"
        if answer is None or answer.status != 200:
            self.drop()
            return f"{target}: {answer and answer.status}"
        return "" if f'"{target}"'.encode() in answer.body else f"{target}: another's answer {answer.body[:80]!r}"

    def drop(self):
        if self.kept:
            self.kept.abort()
        self.kept = None

    async def by_kept(self, port, target):
        if self.kept and self.kept_port != port:
            self.drop()
        if not self.kept:
            self.kept, self.kept_port = await Wire.open(port, ADDRESS, context=self.context), port
        self.kept.send(request(target))
        answer = await self.kept.answer()
        if answer and answer.closes:
            self.drop()
        return answer

    async def by_new(self, port, target):
        wire = await Wire.open(port, ADDRESS, context=self.context)
        try:
            wire.send(request(target, close=True))
            return await wire.answer()
        finally:
            wire.abort()


class Ticks:
    """How long this process was kept from running."""

    def __init__(self):
        self.past, self.began = 0.0, time.monotonic()

    async def run(self):
        while True:
            await asyncio.sleep(TICK)
            self.past, self.began = self.stood, time.monotonic()

    @property
    def stood(self):
        """Seconds in all, those of the running tick among them."""
        late = time.monotonic() - self.began - TICK
        return self.past + (late if late > TICK else 0)


async def main():
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    upstream = await Recorder("beside").start()
    print(upstream.port, flush=True)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    ticks = Ticks()
    ticking = asyncio.create_task(ticks.run())  # kept: a task nobody holds may be collected
    visitor, port, kept, pending = Visitor(), 0, 0, asyncio.create_task(reader.readline())
    while True:
        await asyncio.wait([pending], timeout=PAUSE)
        if pending.done():
            if not (line := pending.result()):
                ticking.cancel()
                return
            port, kept, secure = map(int, line.split())
            visitor.context = tls(["http/1.1"]) if secure else None
            pending = asyncio.create_task(reader.readline())
        if port:
            began, stood = time.monotonic(), ticks.stood
            fault = await visitor.visit(port, kept)
            took = time.monotonic() - began
            print(json.dumps({"port": port, "fault": fault, "took": took, "stood": ticks.stood - stood}), flush=True)
            upstream.seen.clear()


if __name__ == "__main__":
    asyncio.run(main())
