"""HTTP/2, where TLS is given: requests that would become others in HTTP/1.1, and floods of frames."""
import asyncio
import os
import struct
import subprocess
import tempfile
import time
from dataclasses import dataclass

from attack import SMUGGLED, TARGET, as_body, as_target
from edge.h2 import CONTINUATION, DATA, END_HEADERS, GONE, HEADERS, PING, PRIORITY, RESET, RST_STREAM, SETTINGS, WINDOW_UPDATE
from edge.h2 import H2Wire, block, frame, head, headers, upload
from edge.process import Gateway
from edge.report import eventually
from edge.wire import Wire
from scene import expect, run_scene
from slow import FLOOD, Flood

REFUSED = (400, 431, RESET, GONE)
PLAIN = as_target(TARGET)
SECONDS = 6


@dataclass(frozen=True)
class Attack:
    name: str
    send: bytes
    refused: tuple = REFUSED
    harmless: object = None  # what is wrong with the request that reached the upstream after all


def field(name, value="a", **parts):
    return Attack(f"field {name!r}: {str(value)[:40]!r}", headers(head(TARGET, fields=[(name, value)])), **parts)


def without(*names):
    """The request arrived, but without these fields."""
    def check(seen):
        return PLAIN(seen) or "; ".join(f"{name} came through" for name in names if seen.all(name))
    return check


def of_head(name, fields, **parts):
    return Attack(name, headers(fields), **parts)


def in_pieces(fields, size=16_000):
    """A block of fields in several frames."""
    data = block(fields)
    pieces = [data[at:at + size] for at in range(0, len(data), size)]
    last = len(pieces) - 1
    return b"".join(frame(CONTINUATION if number else HEADERS, END_HEADERS * (number == last) + (number == 0), 1, piece)
                    for number, piece in enumerate(pieces))


POST = head(TARGET, "POST")
TABLE = [
    Attack("H2.CL: a length shorter than the data", upload([*POST, ("content-length", "0")], SMUGGLED)),
    Attack("H2.CL: a length longer than the data", upload([*POST, ("content-length", "500")], b"hello")),
    Attack("H2.CL: two lengths", upload([*POST, ("content-length", "5"), ("content-length", "6")], b"hello")),
    Attack("H2.CL: a length that is none", upload([*POST, ("content-length", "+5")], b"hello")),
    Attack("H2.TE", upload([*POST, ("transfer-encoding", "chunked")], b"0\r\n\r\n" + SMUGGLED),
           harmless=as_body(b"0\r\n\r\n" + SMUGGLED)),
    Attack("a body that looks like chunks", upload(POST, b"0\r\n\r\n" + SMUGGLED), refused=(),
           harmless=as_body(b"0\r\n\r\n" + SMUGGLED)),
    field("x-a", "b\r\ntransfer-encoding: chunked"), field("x-a", "b\nx-b: c"), field("x-a", "b\rx-b: c"), field("x-a", "b\0c"),
    field("x-a\r\nx-b: c"), field("x-a: b\r\nx-b"), field("x a"), field("x-a:"), field("X-A"), field(""), field("x\0a"),
    field("x-\xe9"),
    field("transfer-encoding", "chunked", harmless=without("transfer-encoding")),
    field("connection", "close", harmless=PLAIN), field("proxy-connection", "close", harmless=without("proxy-connection")),
    field("keep-alive", "timeout=1", harmless=without("keep-alive")), field("upgrade", "h2c", harmless=without("upgrade")),
    field("te", "gzip", harmless=without("te")), field("x-forwarded-for", "6.6.6.6", refused=(), harmless=lambda seen:
          "" if seen.all("x-forwarded-for") == ["127.0.0.1"] else f"X-Forwarded-For {seen.all('x-forwarded-for')}"),
    field("host", "evil.example", refused=(*REFUSED, 421), harmless=lambda seen: "evil.example came through"
          if any("evil" in value for _, value in seen.fields) else ""),
    *(of_head(f"path {path!r}", head(path), refused=(*REFUSED, 404)) for path in (
        "", "*", "x", "/a b", "/x HTTP/1.1\r\nhost: evil.example\r\n\r\n", "/a\nb", "/a\0b", "/a#b", "//api/board/posts/x",
        "/api/board/posts/../../../metrics", "/api/board/posts/%2e%2e/x", "https://evil.example/")),
    *(of_head(f"method {method!r}", head(TARGET, method), refused=(*REFUSED, 405, 501)) for method in (
        "", "GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\nGET", "G T", "get", "GET\0", "CONNECT", "TRACE")),
    *(of_head(f"authority {host!r}", head(TARGET, authority=host), refused=(*REFUSED, 421)) for host in (
        "", "evil.example", "a@localhost", "localhost:80:80", "localhost\r\nx-a: b", "localhost/x", "localhost, evil.example")),
    of_head("no path", head(TARGET)[:3]), of_head("no method", head(TARGET)[1:]), of_head("no scheme", [POST[0], *POST[2:]]),
    of_head("two paths", [*head(TARGET), (":path", "/smuggled")]), of_head("two methods", [*head(TARGET), (":method", "POST")]),
    of_head("a field of its own kind", [*head(TARGET), (":status", "200")]),
    of_head("an unknown one", [*head(TARGET), (":evil", "a")]),
    of_head("path behind a field", [*head(TARGET)[:3], ("x-a", "b"), (":path", TARGET)]),
    Attack("fields of 128 KiB", in_pieces(head(TARGET, fields=[("x-a", "a" * 8000)] * 16)), refused=(*REFUSED, 413)),
    Attack("fields in two frames", in_pieces(head(TARGET, fields=[("x-a", "a" * 2000)] * 5), 8_000), refused=(), harmless=PLAIN),
    Attack("data on a stream nobody opened", frame(DATA, 1, 1, b"hello")),
    Attack("a stream of an even number", headers(head(TARGET), 2)),
    Attack("a frame longer than allowed", frame(DATA, 0, 1, bytes(20_000))),
    Attack("fields that cannot be decoded", frame(HEADERS, 5, 1, b"\xff" * 40)),
    Attack("a window beyond its limit", headers(POST, end=False)
           + frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", 0x7FFFFFFF)) * 2),
    Attack("HTTP/1.1 behind the preface", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4, refused=(GONE,)),
]


async def run_one(place, attack):
    """What is wrong with the way the gateway took it."""
    for recorder in place.recorders:
        recorder.seen.clear()
    wire = await H2Wire.open(place.gateway.port)
    try:
        wire.send(attack.send)
        async with asyncio.timeout(SECONDS):
            came = await wire.outcome(2 if "even number" in attack.name else 1)
    except TimeoutError:
        return f"{attack.name}: neither refused nor answered within {SECONDS} s"
    finally:
        wire.abort()
    whole = [seen for seen in place.seen if seen.complete]
    faults = [f"reached the upstream malformed: {seen.fault}" for seen in place.seen if seen.fault]
    faults += [f"smuggled {seen.target}" for seen in place.seen if "smuggled" in seen.target]
    if attack.harmless and came == 200:
        faults += [attack.harmless(whole[0])] if len(whole) == 1 else [f"{len(whole)} requests reached the upstream"]
    else:
        faults += expect(came in attack.refused, f"came to {came}, expected {attack.refused}")
        faults += expect(not whole, f"yet the upstream saw {[seen.target for seen in whole]}")
    return "; ".join(f"{attack.name}: {fault}" for fault in faults if fault)


async def table(place):
    found = [await run_one(place, attack) for attack in TABLE]
    return [fault for fault in found if fault]


async def flood(place, make, count=20_000, settings=b""):
    """Frames as fast as they are taken, until the connection is ended: the memory they cost."""
    memory, wire = place.gateway.megabytes, await H2Wire.open(place.gateway.port, settings)
    try:
        end = time.monotonic() + SECONDS
        for number in range(0, count, 100):
            if wire.wire.writer.is_closing() or time.monotonic() > end:
                break
            wire.send(b"".join(make(number + step) for step in range(100)))
            while wire.wire.writer.transport.get_write_buffer_size() > 1 << 20 and time.monotonic() < end:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0)
        grown = place.gateway.megabytes - memory
        return expect(grown < 32, f"the gateway grew by {grown:.0f} MB")
    finally:
        wire.abort()


async def rapid_reset(place):
    """Requests given up as soon as they are made: the services are not made to work for them without limit."""
    for recorder in place.recorders:
        recorder.seen.clear()
    faults = await flood(place, lambda number: headers(head(TARGET), 2 * number + 1)
                         + frame(RST_STREAM, 0, 2 * number + 1, struct.pack(">I", 8)))
    seen = len(place.seen)
    return faults + expect(seen < 5000, f"{seen} of 20,000 requests given up reached the upstream")


async def continuations(place):
    first = headers(head(TARGET))
    opening = first[:4] + b"\x01" + first[5:]  # END_STREAM without END_HEADERS
    more = frame(CONTINUATION, 0, 1, block([("x-a", "a" * 4000)]))
    return await flood(place, lambda number: opening if number == 0 else more, 5000)


async def many_streams(place):
    """No more at once than the gateway said, whatever the client asks for."""
    return await flood(place, lambda number: headers(head(TARGET, "POST"), 2 * number + 1, end=False))


async def pings(place):
    return await flood(place, lambda number: frame(PING, 0, 0, struct.pack(">Q", number)))


async def settings_flood(place):
    return await flood(place, lambda number: frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 65_535 + number % 2)))


async def empty_data(place):
    return await flood(place, lambda number: headers(POST, end=False) if number == 0 else frame(DATA, 0, 1))


async def priorities(place):
    return await flood(place, lambda number: frame(PRIORITY, 0, 2 * number + 1, struct.pack(">IB", 0, 16)))


async def closed_windows(place):
    """A reader that gives no window: held back and cut off, at little cost."""
    Flood(place.recorders[1])
    memory, before = place.gateway.megabytes, await place.gateway.metrics()
    wire = await H2Wire.open(place.gateway.port, struct.pack(">HI", 4, 0))
    try:
        wire.send(b"".join(headers(head(f"/api/search?q=script-flood-{number}"), 2 * number + 1) for number in range(10)))
        counted = await eventually(lambda: has_counted(place, before), 8, 0.1)
        grown = place.gateway.megabytes - memory
        return expect(counted, "gateway_rejected_total of slow_reader did not go up") + expect(
            grown < FLOOD >> 20, f"the gateway grew by {grown:.0f} MB")
    finally:
        wire.abort()


async def has_counted(place, before):
    return (await place.gateway.metrics()).rejected("slow_reader") > before.rejected("slow_reader")


async def no_handshake(place):
    """Connections that speak no TLS, or nothing, are closed."""
    wires = [await Wire.open(place.gateway.port) for _ in range(20)]
    try:
        for wire in wires[:10]:
            wire.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(8):
            for wire in wires:
                await wire.rest()
        return []
    except TimeoutError:
        return ["still open after 8 s"]
    finally:
        for wire in wires:
            wire.abort()


SCENES = {
    "HTTP/2: rapid reset": rapid_reset, "HTTP/2: continuations without end": continuations,
    "HTTP/2: streams without end": many_streams,
    "HTTP/2: pings": pings, "HTTP/2: settings": settings_flood, "HTTP/2: empty data": empty_data,
    "HTTP/2: priorities": priorities,
    "HTTP/2: closed windows": closed_windows, "TLS: no handshake": no_handshake,
}


def certificate(folder):
    """The settings of a certificate made for this run."""
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
                   check=True, capture_output=True)
    return {"TLS_CERT_FILE": cert, "TLS_KEY_FILE": key}


async def run(urls, place_of, settings, beside, report):
    """`place_of` makes the range of a gateway."""
    with tempfile.TemporaryDirectory(prefix="ttareungi-tls.") as folder:
        try:
            async with Gateway(urls, **settings, **certificate(folder)) as gateway:
                beside.visit(gateway.port, tls=True)
                await beside.serves(gateway.port)
                await all_scenes(place_of(gateway), beside, report)
                beside.visit(0)
        except RuntimeError as error:
            report.not_ok("HTTP/2 where TLS is given", error)


async def all_scenes(place, beside, report):
    await run_scene(f"HTTP/2: {len(TABLE)} requests that would become others", table(place), beside, report)
    for name, scene in SCENES.items():
        await run_scene(name, scene(place), beside, report)
    report.check("HTTP/2: the gateway is still there", "" if place.gateway.is_running else place.gateway.said()[-300:])
