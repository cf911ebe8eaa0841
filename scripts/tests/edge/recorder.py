"""A strict upstream that writes down what reaches it: what is not a plain HTTP/1.1 request to the letter is a fault."""
import asyncio
import json
import re
from dataclasses import dataclass, field

REQUEST_LINE = re.compile(rb"([A-Z]+) (/[\x21-\x7e]*|\*) HTTP/1\.1\r\n\Z")
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)\r\n\Z")
SCRIPT = re.compile(r"script-([a-z]+)")
BODY_KEPT = 4 << 20


class Strict(Exception):
    """What came is not what a gateway may send."""


@dataclass
class Seen:
    """One request as it arrived; `complete` once its body has ended as it should."""
    number: int
    method: str = ""
    target: str = ""
    fields: list = field(default_factory=list)
    body: bytes = b""
    trailers: list = field(default_factory=list)
    complete: bool = False
    fault: str = ""

    def all(self, name):
        return [value for key, value in self.fields if key == name]

    def get(self, name, default=""):
        return next(iter(self.all(name)), default)


class Recorder:
    """Answers with what it saw, unless the target names a script: `…script-NAME…` runs scripts[NAME](seen, reader, writer)."""

    def __init__(self, name="upstream"):
        self.name, self.seen, self.scripts, self.connections = name, [], {}, 0
        self.before = None  # a coroutine function every plain answer waits for
        self.server, self.port, self.writers = None, 0, set()

    async def start(self, port=0):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", port, limit=1 << 20, backlog=2048)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def stop(self):
        """Nobody listens any more and nothing is left open."""
        if self.server:
            self.server.close()
        for writer in list(self.writers):
            writer.transport.abort()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader, writer):
        self.connections += 1
        number = self.connections
        self.writers.add(writer)
        try:
            while await self.exchange(number, reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # cancelled: the test is over
        finally:
            self.writers.discard(writer)
            writer.close()

    async def exchange(self, number, reader, writer):
        line = await reader.readline()
        if not line:
            return False
        seen = Seen(number)
        self.seen.append(seen)
        try:
            await self.read_head(line, seen, reader)
            await self.read_body(seen, reader)
        except (Strict, ValueError) as error:
            seen.fault = f"{error}"
            return False
        seen.complete = True
        script = SCRIPT.search(seen.target)
        if script:
            return bool(await self.scripts[script[1]](seen, reader, writer))
        if self.before:
            await self.before(seen)
        await self.echo(seen, writer)
        return "close" not in seen.get("connection")

    async def read_head(self, line, seen, reader):
        match = REQUEST_LINE.match(line)
        if not match:
            raise Strict(f"request line {line[:100]!r}")
        seen.method, seen.target = match[1].decode(), match[2].decode()
        while (line := await reader.readline()) != b"\r\n":
            match = FIELD_LINE.match(line)
            if not match:
                raise Strict(f"field {line[:100]!r}")
            seen.fields.append((match[1].decode().lower(), match[2].decode("latin-1").strip()))
        if len(seen.all("host")) != 1:
            raise Strict(f"Host: {seen.all('host')}")

    async def read_body(self, seen, reader):
        lengths, codings = seen.all("content-length"), seen.all("transfer-encoding")
        if len(lengths) + len(codings) > 1:
            raise Strict(f"framed twice: {lengths} {codings}")
        if codings:
            if codings[0] != "chunked":
                raise Strict(f"Transfer-Encoding: {codings[0]!r}")
            await self.read_chunks(seen, reader)
        elif lengths:
            if not re.fullmatch("0|[1-9][0-9]{0,15}", lengths[0]):
                raise Strict(f"Content-Length: {lengths[0]!r}")
            await self.take(seen, reader, int(lengths[0]))

    async def take(self, seen, reader, count):
        while count:
            data = await reader.read(min(count, 1 << 18))
            if not data:
                raise asyncio.IncompleteReadError(b"", count)
            count -= len(data)
            if len(seen.body) < BODY_KEPT:
                seen.body += data

    async def read_chunks(self, seen, reader):
        while True:
            line = await reader.readline()
            if not line:
                raise asyncio.IncompleteReadError(b"", 1)
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}\r\n", line):
                raise Strict(f"chunk size {line[:60]!r}")
            count = int(line, 16)
            if count == 0:
                break
            await self.take(seen, reader, count)
            if (end := await reader.readexactly(2)) != b"\r\n":
                raise Strict(f"chunk ends with {end!r}")
        while (line := await reader.readline()) != b"\r\n":
            match = FIELD_LINE.match(line)
            if not match:
                raise Strict(f"trailer {line[:60]!r}")
            seen.trailers.append((match[1].decode().lower(), match[2].decode("latin-1")))

    async def echo(self, seen, writer):
        body = json.dumps({"target": seen.target, "method": seen.method, "bytes": len(seen.body), "by": self.name}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
        if seen.method != "HEAD":
            writer.write(body)
        await writer.drain()
