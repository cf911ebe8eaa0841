"""SIGTERM under load: what was sent is answered, what streams is ended, and then the gateway goes."""
import asyncio
import random
import signal
import time

from edge.process import Gateway
from edge.recorder import Recorder
from edge.wire import Malformed, Wire, request

CLIENTS, LONGEST_PAUSE, STOP_WITHIN = 64, 0.9, 12.0


class Service(Recorder):
    """Some of its answers take three seconds, and it has an event stream."""

    async def echo(self, seen, writer):
        if "/slow" in seen.target:
            await asyncio.sleep(3)
        if "/api/stream" in seen.target:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"11\r\nevent: heartbeat\n\r\n")
                await writer.drain()
                await asyncio.sleep(0.2)
        await super().echo(seen, writer)


class Clients:
    """Connections that are kept, as a proxy keeps them: each is used now and then, until an answer says that it is the last."""

    def __init__(self, port):
        self.port, self.answered, self.lost, self.source = port, 0, [], random.Random(1)

    async def newcomers(self, seconds, rate=300):
        """New connections: each is refused, or its request is answered."""
        tasks, began = [], time.monotonic()
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0, began + number / rate - time.monotonic()))
            tasks.append(asyncio.create_task(self.newcomer(number)))
        await asyncio.gather(*tasks)

    async def newcomer(self, number):
        try:
            wire = await Wire.open(self.port)
        except OSError:
            return None  # nothing was sent: a proxy goes to the other gateway
        sent = time.monotonic()
        try:
            wire.send(request(f"/api/stations/{number}"))
            answer = await wire.answer()
        except (OSError, Malformed) as error:
            return self.lost.append((sent, f"new: {type(error).__name__} {error}"))
        finally:
            wire.abort()
        if answer is None or answer.status != 200:
            self.lost.append((sent, f"new: {answer and answer.status}"))
        else:
            self.answered += 1

    async def one(self, number):
        wire, post = await Wire.open(self.port), number % 4 == 0
        try:
            while True:
                used = time.monotonic()
                await asyncio.sleep(self.source.uniform(0, LONGEST_PAUSE))
                # Who has been silent for longer than it meant to would be refused by a server that leaves.
                if wire.reader.at_eof() or time.monotonic() - used > LONGEST_PAUSE + 0.3:
                    return
                sent = time.monotonic()
                wire.send(request("/api/board/posts", "POST", body=b"x" * 300) if post else request(f"/api/stations/{number}"))
                answer = await wire.answer("POST" if post else "GET")
                if answer is None or answer.status != 200:
                    self.lost.append((sent, answer and answer.status))
                    return
                self.answered += 1
                if answer.closes:
                    return
        except (OSError, Malformed) as error:
            self.lost.append((time.monotonic(), f"{type(error).__name__} {error}"))
        finally:
            wire.abort()


async def answered(port, data, method="GET"):
    """The status of what was sent, or what went wrong."""
    wire = await Wire.open(port)
    try:
        for part in data:
            wire.send(part)
            await asyncio.sleep(0.3)
        answer = await wire.answer(method)
        return answer.status if answer else "closed without an answer"
    except (OSError, Malformed) as error:
        return f"{type(error).__name__} {error}"
    finally:
        wire.abort()


async def again(port, until):
    """Follows the event stream, and asks for it again at once, for as long as somebody answers."""
    ends, wire = [], await Wire.open(port)
    try:
        while time.monotonic() < until:
            wire.send(request("/api/stream"))
            answer = await wire.answer()
            ends.append("clean" if answer and answer.status in (200, 503) else f"{answer and answer.status}")
            if answer is None or answer.closes:
                return ends if answer else ends[:-1]
    except (OSError, Malformed) as error:
        return [*ends, f"{type(error).__name__} {error}"]
    finally:
        wire.abort()
    return ends


async def stutter(process, seconds=3.0):
    """As on a busy machine: the gateway gets every second 100 ms only, and finds together what came meanwhile."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(0.1)
        process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.1)


async def run(report):
    service = await Service("service").start()
    try:
        async with Gateway([service.url] * 4, UPSTREAM_TIMEOUT="10s") as gateway:
            clients = Clients(gateway.port)
            kept = [asyncio.create_task(clients.one(number)) for number in range(CLIENTS)]
            upload = request("/api/board/posts/upload", "POST", body=b"u" * 8000)
            await asyncio.sleep(1)
            slow = [asyncio.create_task(answered(gateway.port, [request(f"/api/stations/slow-{number}/history")]))
                    for number in range(10)]
            slow = [*slow, asyncio.create_task(answered(gateway.port,
                                                        [upload[at:at + 1000] for at in range(0, len(upload), 1000)], "POST"))]
            followers = [asyncio.create_task(again(gateway.port, time.monotonic() + 20)) for _ in range(10)]
            await asyncio.sleep(0.5)
            kept.append(asyncio.create_task(clients.newcomers(STOP_WITHIN / 3)))
            began = time.monotonic()
            gateway.process.send_signal(signal.SIGTERM)
            stuttering = asyncio.create_task(stutter(gateway.process))
            code = await asyncio.to_thread(gateway.process.wait, 25)
            took = time.monotonic() - began
            await asyncio.gather(stuttering, *kept)
            statuses, ends = await asyncio.gather(*slow), sum(await asyncio.gather(*followers), [])
    finally:
        service.stop()
    print(f"drain: {clients.answered} answered, stopped in {took:.1f} s", flush=True)
    report.check("SIGTERM: no request is lost, on kept connections or new ones", [
        f"{len(clients.lost)} lost, the first {clients.lost[0][0] - began:.2f} s after it: {clients.lost[0][1]}"]
                 if clients.lost else [])
    report.check("SIGTERM: requests under way are finished", [f"{status}" for status in statuses if status != 200][:1])
    report.check("SIGTERM: event streams end cleanly, new ones too", [end for end in ends if end != "clean"][:1]
                 + ([] if len(ends) >= 10 else [f"{len(ends)} of 10 ended"]))
    report.check("SIGTERM: the gateway goes in time, with 0", [
        *([] if code == 0 else [f"code {code}"]), *([] if took < STOP_WITHIN else [f"after {took:.1f} s"])])
