"""Requests at a steady rate, whatever becomes of those before."""
import asyncio
import time
from dataclasses import dataclass

from edge.wire import Malformed, Wire, request

PATIENCE = 4.0
P99 = 2.9  # seconds; an ill instance takes three


@dataclass
class Result:
    at: float  # seconds since the load began
    took: float
    fault: str


class Load:
    def __init__(self, port, target, rate=300):
        self.port, self.target, self.rate = port, target, rate
        self.idle, self.results, self.tasks, self.count, self.began = [], [], set(), 0, 0.0

    async def run(self, seconds):
        """Starts rate × seconds requests at their times and waits for the last."""
        self.results, self.began = [], time.monotonic()
        due = self.began
        for number in range(int(self.rate * seconds)):
            pause = due + number / self.rate - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            elif pause < -0.2:
                due -= pause  # the machine stood still: what was missed is not made up for in a burst
            task = asyncio.create_task(self.one())
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        await asyncio.gather(*self.tasks)
        return self.results

    async def one(self):
        self.count += 1
        at, target = time.monotonic(), f"{self.target}/{self.count}"
        try:
            async with asyncio.timeout(PATIENCE):
                fault = await self.exchange(target)
        except TimeoutError:
            fault = f"nothing within {PATIENCE} s"
        except (OSError, Malformed) as error:
            fault = f"{type(error).__name__} {error}"
        self.results.append(Result(at - self.began, time.monotonic() - at, fault))

    async def exchange(self, target):
        self.idle = [wire for wire in self.idle if not wire.reader.at_eof()]
        wire = self.idle.pop() if self.idle else await Wire.open(self.port)
        try:
            wire.send(request(target))
            answer = await wire.answer()
        except BaseException:
            wire.abort()
            raise
        if answer is None or answer.closes:
            wire.abort()
        else:
            self.idle.append(wire)
        if answer is None:
            return "closed without an answer"
        if answer.status != 200:
            return f"{answer.status}"
        return "" if f'"{target}"'.encode() in answer.body else f"another's answer {answer.body[:60]!r}"

    def close(self):
        for wire in self.idle:
            wire.abort()
        self.idle = []


def judge(results, since=1.0, share=0.001):
    """A line that tells how it went, and faults: more than the share failed of what began later than `since`, or it took long."""
    late = [one for one in results if one.at >= since]
    failed = [one for one in late if one.fault]
    first = sum(bool(one.fault) for one in results if one.at < since)
    times = sorted(one.took for one in late)
    line = f"{len(results)} requests, {first} failed in the first second, {len(failed)} later; " \
        f"median {times[len(times) // 2] * 1000:.0f} ms, p99 {times[int(len(times) * 0.99)] * 1000:.0f} ms after it"
    return line, ([f"{len(failed)} of {len(late)} failed after the first second, at {failed[0].at:.1f} s: {failed[0].fault}"]
                  if len(failed) > share * len(late) else []) \
        + ([f"p99 {times[int(len(times) * 0.99)]:.2f} s after the first second"] if times[int(len(times) * 0.99)] > P99 else [])
