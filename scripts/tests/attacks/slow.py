"""Clients that take their time: those that only hold a place are cut off, those that are merely slow are served."""
import asyncio
import time

from attack import TARGET, head
from edge.report import eventually
from edge.wire import Malformed, Wire, ask, request
from scene import expect, run_scene

CROWD = 40
FLOOD = 64 << 20
CUT_WITHIN = 8.0  # the time-outs are 1 to 3 s here, see SETTINGS


async def dribble(wire, data, pause=0.05):
    """One byte at a time until the other side has had enough."""
    for byte in data:
        if wire.writer.is_closing():
            return
        wire.send(bytes([byte]))
        await asyncio.sleep(pause)


async def cut_off(place, data, opening=b"", statuses=(408,)):
    """Faults when a dribbling client is neither answered with one of the statuses nor closed in time."""
    wire = await Wire.open(place.gateway.port)
    wire.send(opening)
    task = asyncio.create_task(dribble(wire, data))
    try:
        async with asyncio.timeout(CUT_WITHIN):
            answer = await wire.answer()
            return expect(answer is None or answer.status in statuses, f"answered {answer and answer.status}")
    except TimeoutError:
        return [f"still open after {CUT_WITHIN:.0f} s"]
    except Malformed:
        return []  # cut within an answer: cut
    finally:
        task.cancel()
        wire.abort()


async def counted(place, before, reason, count):
    """`reason` may be several in one, with blanks between."""
    async def has():
        return (await place.gateway.metrics()).rejected(*reason.split()) >= before.rejected(*reason.split()) + count
    return expect(await eventually(has, 2), f"gateway_rejected_total of {reason} did not go up by {count}")


async def crowd(place, reason, data, opening=b"", statuses=(408,)):
    before = await place.gateway.metrics()
    found = await asyncio.gather(*(cut_off(place, data, opening, statuses) for _ in range(CROWD)))
    faults = sum(found, [])
    return ([f"{len(faults)} of {CROWD}: {faults[0]}"] if faults else []) \
        + await counted(place, before, reason, CROWD)


async def slow_heads(place):
    return await crowd(place, "slow_head", head(*(f"X-{number}: a" for number in range(200))))


async def half_heads(place):
    """Not a byte more after the first line."""
    return await crowd(place, "slow_head", b"", f"GET {TARGET} HTTP/1.1\r\nHost: loc".encode())


async def slow_second_heads(place):
    """A good request first does not buy time for the second."""
    before = await place.gateway.metrics()
    wires = [await Wire.open(place.gateway.port) for _ in range(CROWD)]
    try:
        for wire in wires:
            wire.send(request(TARGET))
        good = [await wire.answer() for wire in wires]
        for wire in wires:
            wire.send(b"GET / HT")
        async with asyncio.timeout(CUT_WITHIN):
            ends = [await wire.answer() for wire in wires]
        return expect(all(one and one.status == 200 for one in good), "the good ones are not answered") \
            + expect(all(one is None or one.status == 408 for one in ends), "not cut off") \
            + await counted(place, before, "slow_head", CROWD)
    finally:
        for wire in wires:
            wire.abort()


async def slow_bodies(place):
    return await crowd(place, "slow_body", b"a" * 1000, head("Content-Length: 100000", line=f"POST {TARGET} HTTP/1.1"))


async def slow_chunks(place):
    return await crowd(place, "slow_body", b"1\r\na\r\n" * 200,
                       head("Transfer-Encoding: chunked", line=f"POST {TARGET} HTTP/1.1"))


async def slow_extensions(place):
    """Bytes that are no body do not count as one; or no extension is taken at all."""
    opening = head("Transfer-Encoding: chunked", line=f"POST {TARGET} HTTP/1.1")
    return await crowd(place, "slow_body smuggling malformed", b"1;" + b"a" * 1000, opening, (400, 408))


async def silent(place):
    """A connection without a request is closed after CLIENT_IDLE_TIMEOUT."""
    wires = [await Wire.open(place.gateway.port) for _ in range(CROWD)]
    try:
        async with asyncio.timeout(CUT_WITHIN):
            for wire in wires:
                await wire.answer()
        return []
    except TimeoutError:
        return [f"still open after {CUT_WITHIN:.0f} s"]
    finally:
        for wire in wires:
            wire.abort()


class Flood:
    """A service that answers with 64 MB as fast as they are taken."""

    def __init__(self, recorder):
        self.written = {}
        recorder.scripts["flood"] = self.play

    async def play(self, seen, _reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % FLOOD)
        self.written[seen.target] = 0
        while self.written[seen.target] < FLOOD:
            writer.write(bytes(1 << 18))
            self.written[seen.target] += 1 << 18
            await writer.drain()
        return True


async def slow_readers(place):
    flood, memory, before = Flood(place.recorders[1]), place.gateway.megabytes, await place.gateway.metrics()
    wires = [await Wire.open(place.gateway.port, receive_buffer=4096) for _ in range(10)]
    try:
        for number, wire in enumerate(wires):
            wire.send(request(f"/api/search?q=script-flood-{number}"))
        faults = expect(await eventually(lambda: len(flood.written) == 10, 3), "the service was not asked")
        most = place.gateway.megabytes
        end = time.monotonic() + CUT_WITHIN
        goal = before.rejected("slow_reader") + 10
        while time.monotonic() < end and (await place.gateway.metrics()).rejected("slow_reader") < goal:
            most = max(most, place.gateway.megabytes)
            await asyncio.sleep(0.1)
        faults += await counted(place, before, "slow_reader", 10)
        taken = await asyncio.gather(*(wire.rest() for wire in wires))
        return faults + expect(all(len(data) < FLOOD // 2 for data in taken),
                               f"they got {max(map(len, taken)) >> 20} MB after all") \
            + expect(max(flood.written.values()) < FLOOD, "the service was not held back") \
            + expect(most - memory < 64, f"the gateway grew by {most - memory:.0f} MB")
    finally:
        for wire in wires:
            wire.abort()


async def unread_pipeline(place):
    """Requests by the thousand and not one answer read: held back, then cut off, at little cost."""
    memory, wire = place.gateway.megabytes, await Wire.open(place.gateway.port, receive_buffer=4096)
    try:
        # The kernels hold megabytes of answers before the first stays with the gateway.
        data, sent, end = request(TARGET) * 1000, 0, time.monotonic() + 3 * CUT_WITHIN
        while not wire.writer.is_closing() and time.monotonic() < end:
            if wire.writer.transport.get_write_buffer_size() < 1 << 20:
                wire.send(data)
                sent += 1000
            await asyncio.sleep(0.01)
        grown = place.gateway.megabytes - memory
        return expect(grown < 32, f"the gateway grew by {grown:.0f} MB over {sent} requests") \
            + expect(wire.writer.is_closing(), f"still open after {sent} requests in {3 * CUT_WITHIN:.0f} s")
    finally:
        wire.abort()


async def moderate_upload(place):
    """1 kB a second is slow, not an attack."""
    wire = await Wire.open(place.gateway.port)
    try:
        wire.send(head("Content-Length: 4000", line=f"POST {TARGET} HTTP/1.1"))
        for _ in range(40):
            wire.send(b"a" * 100)
            await asyncio.sleep(0.1)
        answer = await wire.answer()
        return expect(answer and answer.status == 200, f"answered {answer and answer.status}")
    finally:
        wire.abort()


async def moderate_download(place):
    """100 kB a second is slow, not an attack: for several times CLIENT_WRITE_TIMEOUT.

    The counter tells, not the bytes: the kernels hold megabytes that a client gets after it was cut off."""
    Flood(place.recorders[2])
    before = await place.gateway.metrics()
    wire = await Wire.open(place.gateway.port, receive_buffer=16_384)
    try:
        wire.send(request("/api/board/posts/script-flood"))
        await wire.head()
        for _ in range(150):
            await wire.reader.readexactly(10_000)
            await asyncio.sleep(0.1)
        cut = (await place.gateway.metrics()).rejected("slow_reader") - before.rejected("slow_reader")
        return expect(cut == 0, "cut off although it takes 100 kB a second")
    except (asyncio.IncompleteReadError, ConnectionError):
        return ["cut off although it takes 100 kB a second"]
    finally:
        wire.abort()


SCENES = {
    "slow heads": slow_heads, "heads that stop": half_heads, "second heads that stop": slow_second_heads,
    "slow bodies": slow_bodies, "slow chunks": slow_chunks,
    "slow chunk extensions": slow_extensions, "connections without a request": silent, "slow readers": slow_readers,
    "pipelines nobody reads": unread_pipeline, "a slow upload is served": moderate_upload,
    "a slow download is served": moderate_download,
}


async def run(place, beside, report):
    for name, scene in SCENES.items():
        await run_scene(name, scene(place), beside, report)
    answer = await ask(place.gateway.port, TARGET)
    report.check("slow clients leave nothing behind",
                 "" if answer and answer.status == 200 else f"answered {answer and answer.status}")
