"""Answers no service should give: the client gets a clean one, or a clean end, and the next request its own answer."""
import asyncio
from dataclasses import dataclass

from edge.report import eventually
from edge.wire import Malformed, Wire, ask, request
from scene import expect, run_scene

CUT = "cut"  # the answer began and ended early, visibly
HANG = 10.0  # UPSTREAM_TIMEOUT and UPSTREAM_IDLE_TIMEOUT are 4 s here
TAKEN = 48 << 20  # of an answer without end: what the kernel holds between two processes, and more
EVIL = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
OK = b"HTTP/1.1 200 OK\r\n"
GATEWAY = (502,)
SERVICE, RECORDER = "rag-api", 1


@dataclass(frozen=True)
class Malice:
    name: str
    answer: bytes
    allowed: tuple = GATEWAY  # statuses, or CUT
    body: bytes = b"hello"  # what a 200 has to say
    method: str = "GET"
    stays: bool = True  # the service leaves its connection open
    again: bytes = b""  # sent over and over until nobody takes it
    counts: bool = True  # as an error of the service, unless it came through


def field(line, **parts):
    """A field that is none: all is refused, or it is left out or put right."""
    parts = {"allowed": (502, 200), **parts}
    return Malice(f"field {line!r}", OK + line + b"\r\nContent-Length: 5\r\n\r\nhello", **parts)


TABLE = [
    Malice("CL and TE", OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", (502, 200)),
    Malice("two lengths", OK + b"Content-Length: 5\r\nContent-Length: 49\r\n\r\nhello" + EVIL),
    Malice("a list of lengths", OK + b"Content-Length: 5, 49\r\n\r\nhello" + EVIL),
    Malice("the same length twice", OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", (502, 200)),
    *(Malice(f"length {text!r}", OK + b"Content-Length: " + text + b"\r\n\r\nhello" + EVIL)
      for text in (b"+5", b"-1", b"0x5", b"5 5", b"", b"five", b"18446744073709551621", b"5\0")),
    *(Malice(f"coding {text!r}", OK + b"Transfer-Encoding: " + text + b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
      for text in (b"cow", b"chunked, chunked", b"chunked, identity", b"\x0bchunked", b"chunked\r\nTransfer-Encoding: cow")),
    *(Malice(f"chunks {text!r}", OK + b"Transfer-Encoding: chunked\r\n\r\n" + text, (502, CUT))
      for text in (b"0x5\r\nhello\r\n0\r\n\r\n", b"-1\r\nhello\r\n", b"5\nhello\n0\n\n",
                   b"10000000000000005\r\nhello\r\n0\r\n\r\n", b"5\r\nhelloXX0\r\n\r\n",
                   b"ffffffffffffffff\r\nhello", b"zz\r\n")),
    Malice("chunks that end early", OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", (502, CUT), stays=False),
    Malice("chunk extension without end", OK + b"Transfer-Encoding: chunked\r\n\r\n5;", (502, CUT), again=b"a" * 65_536),
    Malice("trailers without end", OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", (502, CUT),
           again=b"X-A: b\r\n" * 8192),
    field(b"X-A: b\rSet-Cookie: evil=1"), field(b"X-A: b\0c"), field(b"X A: b"), field(b"X-A : b"), field(b": b"),
    field(b"no colon"),
    field(b"X-A: b\nSet-Cookie: evil=1"), field(b"X-A: b\r\n c"), field(b"X-A: b\x01c"),
    field(b"X-\xe9: b"),
    Malice("bare LF throughout", b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", (502, 200)),
    Malice("a head of 1 MB", OK + b"X-A: " + b"a" * 1_000_000 + b"\r\nContent-Length: 5\r\n\r\nhello"),
    Malice("a head without end", OK, again=b"X-A: " + b"a" * 4000 + b"\r\n"),
    Malice("a line without end", OK + b"X-A: ", again=b"a" * 65_536),
    Malice("100,000 fields", OK + b"a: b\r\n" * 100_000 + b"Content-Length: 5\r\n\r\nhello"),
    Malice("another protocol", b"SSH-2.0-OpenSSH_9.2\r\n", (502, 504)), Malice("garbage", bytes(range(256)) * 16, (502, 504)),
    Malice("no head", b"hello", stays=False),
    Malice("nothing", b"", stays=False), Malice("HTTP/2", b"HTTP/2 200 OK\r\nContent-Length: 5\r\n\r\nhello"),
    *(Malice(f"status {text!r}", b"HTTP/1.1 " + text + b"\r\nContent-Length: 5\r\n\r\nhello")
      for text in (b"99 Low", b"1000 High", b"2x0 OK", b"-200 OK", b"")),
    Malice("101 nobody asked for", b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"),
    Malice("some 1xx before it", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + OK + b"Content-Length: 5\r\n\r\nhello",
           (200,), counts=False),
    Malice("a flood of 1xx", b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000 + OK + b"Content-Length: 5\r\n\r\nhello", (502, 200)),
    Malice("1xx without end", b"", (502, 504), again=b"HTTP/1.1 100 Continue\r\n\r\n" * 2000),
    Malice("204 with a body", b"HTTP/1.1 204 No Content\r\nContent-Length: 49\r\n\r\n" + EVIL, (204, 502), counts=False),
    Malice("304 with a body", b"HTTP/1.1 304 Not Modified\r\n\r\n" + EVIL, (304, 502), counts=False),
    Malice("HEAD with a body", OK + b"Content-Length: 41\r\n\r\n" + EVIL, (200, 502), body=b"", method="HEAD", counts=False),
    Malice("a second answer behind it", OK + b"Content-Length: 5\r\n\r\nhello" + EVIL, (200, 502), counts=False),
    Malice("shorter than its length", OK + b"Content-Length: 500\r\n\r\nhello", (502, CUT), stays=False),
    Malice("shorter, and silent", OK + b"Content-Length: 500\r\n\r\nhello", (502, 504, CUT)),
    Malice("half a head, and silent", OK + b"Content-", (502, 504)),
    Malice("silence", b"", (504,)),
    Malice("its own hop-by-hop fields", OK + b"Connection: x-private, content-length\r\nX-Private: secret\r\nKeep-Alive: timeout=1\r\n"
           b"Proxy-Connection: close\r\nContent-Length: 5\r\n\r\nhello", (200, 502), counts=False),
]


class Malicious:
    """Plays one answer to whoever asks for it, and counts what was taken."""

    def __init__(self, place):
        self.place, self.recorder, self.malice, self.written = place, place.recorders[RECORDER], None, 0
        self.recorder.scripts["malice"] = self.play

    async def play(self, seen, reader, writer):
        malice, self.written = self.malice, 0
        writer.write(malice.answer)
        while malice.again and self.written <= TAKEN:
            writer.write(malice.again)
            self.written += len(malice.again)
            await writer.drain()
            await asyncio.sleep(0)
        await writer.drain()
        if malice.stays:
            await reader.read()  # until the gateway closes
        return False

    async def ask(self, malice):
        wire = await Wire.open(self.place.gateway.port)
        try:
            async with asyncio.timeout(HANG):
                wire.send(request("/api/search?q=script-malice", malice.method, close=True))
                return await wire.answer(malice.method)
        finally:
            wire.abort()

    async def is_well(self, times=5):
        """Good answers in a row, each its own: a breaker that opened has closed again."""
        for number in range(times):
            answer = await ask(self.place.gateway.port, f"/api/search?q=probe-{number}", HANG)
            if answer is not None and b"evil" in answer.body:
                raise Malformed(f"another's answer: {answer.body[:60]!r}")
            if answer is None or answer.status != 200 or f"probe-{number}\"".encode() not in answer.body:
                return False
        return True

    async def run(self, malice):
        self.malice = malice
        if not await eventually(self.is_well, 15, 0.2):
            return ["the service is not asked any more, long after the answer before"]
        before, asked = await self.place.gateway.metrics(), len(self.recorder.seen)
        try:
            answer = await self.ask(malice)
            came = answer.status if answer else CUT
        except Malformed as error:
            answer, came = None, CUT
            if "cut off" not in str(error):
                return [f"the client got what is no answer: {error}"]
        except TimeoutError:
            return [f"the client was left hanging for {HANG:.0f} s"]
        faults = expect(came in malice.allowed, f"the client got {came}, expected {malice.allowed}") \
            + expect(len(self.recorder.seen) > asked, "the service was not asked") \
            + expect(self.written < TAKEN, f"{self.written >> 20} MB of it were taken")
        if answer and answer.status == 200:
            faults += expect(answer.body == malice.body, f"body {answer.body[:60]!r}") \
                + [f"{name} came through" for name in ("set-cookie", "x-private", "keep-alive", "proxy-connection")
                   if answer.all(name)]
        elif answer and answer.status >= 500:
            faults += expect(answer.get("content-type").startswith("application/problem+json")
                             and SERVICE.encode() in answer.body,
                             f"the problem does not name the service: {answer.body[:200]!r}")
        if malice.counts and came != 200 and not await eventually(lambda: self.errors_above(before), 1):
            faults.append("gateway_upstream_errors_total did not go up")
        return faults

    async def errors_above(self, before):
        name = "gateway_upstream_errors_total"
        return (await self.place.gateway.metrics()).sum(name, service=SERVICE) > before.sum(name, service=SERVICE)


async def all_of(place, report):
    stage, faults, memory = Malicious(place), [], place.gateway.megabytes
    for malice in TABLE:
        try:
            found = await stage.run(malice)
        except (OSError, Malformed, TimeoutError) as error:
            found = [f"{type(error).__name__} {error}"]
        if found:
            report.not_ok(f"answers of a malicious service: {malice.name}", "; ".join(found))
        faults += found
    grown = place.gateway.megabytes - memory
    if not faults:
        report.ok(f"answers of a malicious service: {len(TABLE)} forms refused or contained")
    return expect(grown < 64, f"the gateway grew by {grown:.0f} MB") \
        + expect(await eventually(stage.is_well, 15), "the service does not come back")


async def late_answer(place):
    """An answer nobody asked for, on a connection that waits for its next request, is nobody's answer."""
    recorder = place.recorders[RECORDER]

    async def play(seen, _reader, writer):
        await recorder.echo(seen, writer)
        await asyncio.sleep(0.05)  # until the gateway has put the connection back
        writer.write(EVIL)
        await writer.drain()
        return True
    recorder.scripts["late"] = play
    for number in range(20):
        answer = await ask(place.gateway.port, f"/api/search?q=script-late-{number}"
                           if number % 2 == 0 else f"/api/search?q=probe-{number}")
        if answer is None or b"evil" in answer.body:
            return [f"request {number} got {answer and answer.body[:60]}"]
        await asyncio.sleep(0.06 if number % 2 == 0 else 0)
    return []


async def run(place, beside, report):
    mark = len(beside.results)
    faults = await all_of(place, report)
    report.check("others are served beside a malicious service", faults + beside.faults_since(mark))
    await run_scene("an answer before its request is nobody's", late_answer(place), beside, report)
