"""One of two instances is ill: readers do not notice for longer than a second, writers lose nothing and double nothing."""
import asyncio
import time

from edge.process import Gateway, free_port
from edge.report import eventually
from edge.wire import Malformed, ask

from instance import Instance
from load import Load, judge

SERVICE, TARGET = "board-api", "/api/board/posts"
ILL_SECONDS, WELL_SECONDS = 4.0, 20.0


def opened(metrics, instance):
    """The breaker of this instance: 1 open, 0.5 half open, 0 closed."""
    return max([value for name, labels, value in metrics.samples if name == "gateway_breaker_open"
                and labels.get("service") == SERVICE and str(instance.port) in labels.get("instance", "")], default=None)


def transitions(metrics):
    return metrics.sum("gateway_breaker_transitions_total", service=SERVICE)


async def illness(mode, gateway, pair, load, report):
    well, ill = pair
    before = await gateway.metrics()
    ill.mode, begun, highest = mode, ill.asked, 0.0
    if mode == "gone":
        ill.stop()
    running = asyncio.create_task(load.run(ILL_SECONDS))
    await asyncio.sleep(1)
    asked_first = ill.asked
    while not running.done():
        highest = max(highest, opened(await gateway.metrics(), ill) or 0)
        await asyncio.sleep(0.1)
    results = await running
    line, faults = judge(results)
    later, share = sum(one.at >= 1 for one in results), ill.asked - asked_first
    print(f"{mode}: {line}; {asked_first - begun} asked of the ill one in the first second, {share} later", flush=True)
    report.check(f"one of two instances {mode}: errors below 0.1 % after a second", faults)
    after = await gateway.metrics()
    moved = transitions(after) - transitions(before)
    report.check(f"one of two instances {mode}: its breaker opens", [
        *([] if highest > 0 else ["gateway_breaker_open stayed at 0"]), *([] if moved > 0 else ["no transition was counted"]),
        *([] if share < 0.1 * later else [f"{share} of {later} requests were still sent to it"])])
    ill.mode = "well"
    if mode == "gone":
        await ill.again()
    report.check(f"one of two instances {mode}: well again, it is used again", await used_again(gateway, ill, load))


async def used_again(gateway, ill, load):
    begun, asked = time.monotonic(), ill.asked

    async def is_used():
        results = await load.run(0.2)
        if any(one.fault for one in results):
            raise Malformed(next(one.fault for one in results if one.fault))
        return ill.asked >= asked + 20 and opened(await gateway.metrics(), ill) == 0
    try:
        if not await eventually(is_used, WELL_SECONDS):
            return f"not within {WELL_SECONDS:.0f} s: {ill.asked - asked} requests, breaker {opened(await gateway.metrics(), ill)}"
    except Malformed as error:
        return f"while it comes back: {error}"
    print(f"used again after {time.monotonic() - begun:.1f} s", flush=True)
    return ""


async def writes(gateway, pair, mode, count=200):
    """(statuses, bodies by how often they arrived) of writes while one instance is in that mode."""
    for instance in pair:
        instance.bodies = []
    pair[1].mode = mode
    bodies = [f"write-{number}".encode() for number in range(count)]
    gate = asyncio.Semaphore(8)

    async def one(body):
        async with gate:
            try:
                answer = await ask(gateway.port, TARGET, 10, method="POST", body=body)
            except (OSError, Malformed, TimeoutError) as error:
                return f"{type(error).__name__}"
            return answer.status if answer else "closed"
    statuses = await asyncio.gather(*(one(body) for body in bodies))
    arrived = [body for instance in pair for body in instance.bodies]
    return statuses, {body: arrived.count(body) for body in bodies}


async def writing(gateway, pair, report):
    pair[1].stop()
    statuses, arrived = await writes(gateway, pair, "well")
    await pair[1].again()
    failed = [status for status in statuses if status != 200]
    odd = [body for body, times in arrived.items() if times != 1]
    report.check("an instance refuses connections: every POST goes to the other, once", [
        *([f"{len(failed)} of {len(statuses)} failed: {failed[0]}"] if failed else []),
        *([f"{len(odd)} arrived not once"] if odd else [])])
    statuses, arrived = await writes(gateway, pair, "resetting")
    pair[1].mode = "well"
    doubled = [body for body, times in arrived.items() if times > 1]
    bad = [status for status in statuses if status not in (200, 502, 503)]
    report.check("an instance breaks off a POST it has read: it is not sent again", [
        *([f"{len(doubled)} arrived twice"] if doubled else []), *([f"answered {bad[0]}"] if bad else [])])


async def run(report):
    # At ports that nobody else gets while they are gone.
    pair = [await Instance(name).start(free_port()) for name in ("first", "second")]
    urls = ["http://127.0.0.1:1"] * 3 + [",".join(instance.url for instance in pair)]
    try:
        async with Gateway(urls, UPSTREAM_TIMEOUT="4s") as gateway:
            load = Load(gateway.port, TARGET)
            results = await load.run(1)
            report.check("both well: every request is answered", [one.fault for one in results if one.fault][:1])
            report.check("both well: both are asked",
                         "" if min(one.asked for one in pair) > 50 else f"{[one.asked for one in pair]} requests")
            for mode in ("hung", "slow", "resetting", "failing", "gone"):
                await illness(mode, gateway, pair, load, report)
            await writing(gateway, pair, report)
            metrics = await gateway.metrics()
            report.check("retries are counted", "" if metrics.sum("gateway_retries_total", service=SERVICE) > 0 else "none")
            load.close()
    finally:
        for instance in pair:
            instance.stop()
