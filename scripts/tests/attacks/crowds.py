"""Too many: requests of one address, requests in flight, connections. Each with a gateway of its own."""
import asyncio
import resource
import time

from edge.process import Gateway
from edge.report import eventually
from edge.wire import Malformed, Wire, ask, request
from scene import expect, run_scene

TARGET = "/api/board/posts/attack"
COMMON = {"ALLOWED_HOSTS": "localhost,127.0.0.1"}


async def try_asking(port, target, **parts):
    try:
        return await ask(port, target, **parts)
    except (OSError, Malformed, TimeoutError):
        return None


async def wave(gateway, rate=50, count=600):
    """One address, another one claimed each time: all beyond the rate are told when to come again."""
    began = time.monotonic()
    answers = []
    for _ in range(0, count, 50):
        answers += await asyncio.gather(*(
            try_asking(gateway.port, TARGET, fields=[f"X-Forwarded-For: 6.6.{number}.6", f"Forwarded: for=6.6.{number}.6"])
            for number in range(50)))
    seconds = time.monotonic() - began
    served = sum(answer is not None and answer.status == 200 for answer in answers)
    refused = [answer for answer in answers if answer is not None and answer.status == 429]
    hints = [answer for answer in refused if not answer.get("retry-after").isdigit() or int(answer.get("retry-after")) < 1]
    return expect(served + len(refused) == count, f"{count - served - len(refused)} got another answer or none") \
        + expect(served <= rate * (seconds + 2), f"{served} were served in {seconds:.1f} s, {rate} a second are allowed") \
        + expect(served >= rate, f"only {served} were served") \
        + expect(not hints, f"{len(hints)} without Retry-After") \
        + expect((await gateway.metrics()).rejected("rate") == len(refused), "the counter is not the number of refusals")


class Held:
    """Requests wait in the service until they are let go."""

    def __init__(self, recorder):
        self.recorder, self.inside, self.most, self.gate = recorder, 0, 0, asyncio.Event()
        recorder.before = self.wait

    async def wait(self, _seen):
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.gate.wait()
        self.inside -= 1

    def let_go(self):
        self.recorder.before = None
        self.gate.set()


async def overload(gateway, recorder, limit=20, count=100):
    """Beyond the limit of a service requests are turned away at once; those within it are answered."""
    held, began = Held(recorder), time.monotonic()
    tasks = [asyncio.create_task(try_asking(gateway.port, f"/api/search?q=attack-{number}", seconds=10))
             for number in range(count)]
    try:
        await eventually(lambda: sum(task.done() for task in tasks) >= count - limit, 5)
        seconds, metrics = time.monotonic() - began, await gateway.metrics()
        turned = [task.result() for task in tasks if task.done()]
        held.let_go()
        served = [answer for answer in await asyncio.gather(*tasks) if answer is not None and answer.status == 200]
        bad = [answer and answer.status for answer in turned if answer is None or answer.status != 503
               or not answer.get("retry-after").isdigit() or b"rag-api" not in answer.body]
        return expect(len(turned) == count - limit,
                      f"{len(turned)} of {count - limit} were turned away within {seconds:.1f} s") \
            + expect(not bad, f"turned away with {bad[:5]}, expected 503, Retry-After and the service's name") \
            + expect(held.most <= limit, f"{held.most} were in the service at once") \
            + expect(len(served) == limit, f"{len(served)} of {limit} were served") \
            + expect(metrics.sum("gateway_in_flight", service="rag-api") == limit,
                     f"gateway_in_flight {metrics.sum('gateway_in_flight', service='rag-api')}") \
            + expect(metrics.rejected("overload") == count - limit,
                     f"overload was counted {metrics.rejected('overload')} times") \
            + expect(await eventually(lambda: falls_to(gateway, "gateway_in_flight", 0), 3), "gateway_in_flight does not fall")
    finally:
        held.let_go()


async def falls_to(gateway, name, limit):
    return (await gateway.metrics()).sum(name) <= limit


async def rises_to(gateway, name, least):
    value = (await gateway.metrics()).sum(name)
    return value if value >= least else 0


async def surplus(gateway, limit=200):
    """Silent connections beyond the limit find no place; once they are cut off, there is place again."""
    wires, ended = [], 0
    try:
        for _ in range(2 * limit):
            try:
                wires.append(await Wire.open(gateway.port))
            except OSError:
                ended += 1
        await asyncio.sleep(0)
        faults = expect(await eventually(lambda: ended + sum(wire.reader.at_eof() for wire in wires) > limit // 2, 4),
                        f"{ended + sum(wire.reader.at_eof() for wire in wires)} of {2 * limit} were refused or closed")
        served = await eventually(lambda: is_served(gateway.port), 8, 0.1)
        metrics = await gateway.metrics() if served else None
        return faults + expect(served, "nobody gets in again") \
            + expect(metrics and metrics.rejected("connections") > 0, "connections were not counted")
    finally:
        for wire in wires:
            wire.abort()


async def is_served(port):
    answer = await try_asking(port, TARGET, seconds=1)
    return answer is not None and answer.status == 200


async def open_many(port, count, opening):
    """Connections from several addresses, so that ports do not run out; how many came about is the caller's to check."""
    gate = asyncio.Semaphore(256)

    async def one(number):
        async with gate:
            try:
                wire = await Wire.open(port, f"127.0.0.{3 + number % 8}")
            except OSError:
                return None
            wire.send(opening[number % len(opening)])
            return wire
    return [wire for wire in await asyncio.gather(*(one(number) for number in range(count))) if wire]


async def ten_thousand(gateway, count):
    """Idle ones, and heads that stop: the others do not notice, and it all goes away again."""
    memory, descriptors, began = gateway.megabytes, gateway.descriptors, time.monotonic()
    wires = await open_many(gateway.port, count, [b"", b"GET / HTTP/1.1\r\nHost: loc", request("/health/live")])
    try:
        there = await eventually(lambda: gateway.descriptors >= descriptors + 0.99 * count, 5)
        grown, took = gateway.megabytes - memory, time.monotonic() - began
        # Counted by their own loops, a moment after they are open.
        gauge = await eventually(lambda: rises_to(gateway, "gateway_connections", 0.99 * count), 5) or 0
        await asyncio.sleep(1.5)  # of others' requests beside them
    finally:
        for wire in wires:
            wire.abort()
    print(f"{len(wires)} connections in {took:.1f} s, {grown:.0f} MB, {grown * 1024 / max(1, len(wires)):.1f} kB each",
          flush=True)
    return expect(there and len(wires) >= 0.99 * count,
                  f"{len(wires)} of {count} came about, {gateway.descriptors - descriptors} descriptors") \
        + expect(gauge >= 0.99 * count, f"gateway_connections {gauge:.0f}") \
        + expect(grown < count * 0.032, f"the gateway grew by {grown:.0f} MB") \
        + expect(await eventually(lambda: falls_to(gateway, "gateway_connections", 50), 10),
                 "gateway_connections does not fall") \
        + expect(await eventually(lambda: gateway.descriptors < descriptors + 50, 5),
                 f"{gateway.descriptors - descriptors} descriptors are left")


def room_for(count):
    """Raises the limit of descriptors as far as it goes; how many connections it has room for, here and in the gateway."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return count if hard == resource.RLIM_INFINITY else min(count, hard - 500)


async def run(urls, recorders, beside, report):
    count = room_for(10_000)
    if count < 10_000:
        print(f"skip 10,000 connections: the limit of descriptors allows {count}, which are tried", flush=True)
    async with Gateway(urls, RATE_LIMIT="50/s", **COMMON) as gateway:
        beside.visit(gateway.port)
        await beside.serves(gateway.port)
        await run_scene("a wave above the rate limit", wave(gateway), beside, report)
    async with Gateway(urls, MAX_IN_FLIGHT="20", **COMMON) as gateway:
        beside.visit(gateway.port)
        await beside.serves(gateway.port)
        await run_scene("more requests in flight than allowed", overload(gateway, recorders[1]), beside, report)
    async with Gateway(urls, MAX_CONNECTIONS="200", CLIENT_IDLE_TIMEOUT="2s", CLIENT_HEAD_TIMEOUT="2s", **COMMON) as gateway:
        beside.visit(gateway.port, kept=True)
        await beside.serves(gateway.port)
        await run_scene("more connections than allowed", surplus(gateway), beside, report)
    settings = {"MAX_CONNECTIONS": "12000", "CLIENT_HEAD_TIMEOUT": "30s", "CLIENT_IDLE_TIMEOUT": "60s"}
    async with Gateway(urls, **settings, **COMMON) as gateway:
        beside.visit(gateway.port)
        await beside.serves(gateway.port)
        await run_scene(f"{count:,} connections", ten_thousand(gateway, count), beside, report)
        beside.visit(0)
