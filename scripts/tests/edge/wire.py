"""An HTTP/1.1 client that sends exactly the bytes it is given and reads answers strictly."""
import asyncio
import re
import socket
from dataclasses import dataclass, field

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9]) [\t\x20-\x7e\x80-\xff]*\r\n\Z")
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\r\n\Z")


class Malformed(Exception):
    """What came is not an answer in HTTP/1.1."""


@dataclass
class Answer:
    status: int
    fields: list = field(default_factory=list)
    body: bytes = b""

    def all(self, name):
        return [value for key, value in self.fields if key == name]

    def get(self, name, default=""):
        return next(iter(self.all(name)), default)

    @property
    def closes(self):
        return "close" in self.get("connection").lower()


class Wire:
    """One connection. `source` is the address it comes from: loopback has many."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port, source="127.0.0.1", receive_buffer=None, context=None):
        """`context` is that of TLS, where it is spoken."""
        sock = socket.socket()
        sock.setblocking(False)
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.bind((source, 0))
        try:
            await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
            # The reader stops at twice the limit: whoever does not read holds the sender back.
            secure = {"ssl": context, "server_hostname": "localhost"} if context else {}
            return cls(*await asyncio.open_connection(sock=sock, limit=1 << 16, **secure))
        except BaseException:
            sock.close()
            raise

    def send(self, data):
        """Queues the bytes; what the other side no longer takes is lost, as it would be for a browser."""
        self.writer.write(data)

    async def line(self):
        try:
            return await self.reader.readuntil(b"\n")
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                return b""
            raise Malformed(f"ended within a line: {error.partial[:60]!r}") from None
        except asyncio.LimitOverrunError:
            raise Malformed("a line without end") from None
        except ConnectionError:
            return b""

    async def answer(self, method="GET"):
        """The next final answer; None when the connection ended before it."""
        while True:
            head = await self.head()
            if head is None or head.status >= 200 or head.status == 101:
                break
        if head is None or head.status == 101:
            return head
        head.body = await self.body(head, method)
        return head

    async def head(self):
        line = await self.line()
        if not line:
            return None
        match = STATUS_LINE.match(line)
        if not match:
            raise Malformed(f"not a status line: {line[:80]!r}")
        answer = Answer(int(match[1]))
        while (line := await self.line()) != b"\r\n":
            match = FIELD_LINE.match(line)
            if not match:
                raise Malformed(f"not a field: {line[:80]!r}")
            answer.fields.append((match[1].decode().lower(), match[2].decode("latin-1")))
        return answer

    async def body(self, answer, method):
        lengths, codings = answer.all("content-length"), answer.all("transfer-encoding")
        if method == "HEAD" or answer.status in (204, 304):
            return b""
        if lengths and codings or len(lengths) > 1 or len(codings) > 1:
            raise Malformed(f"framed twice: {lengths} {codings}")
        if lengths and not re.fullmatch("[0-9]{1,15}", lengths[0]) or codings and codings[0] != "chunked":
            raise Malformed(f"framed by {lengths} {codings}")
        try:
            if codings:
                return await self.chunks()
            if lengths:
                return await self.reader.readexactly(int(lengths[0]))
            return await self.reader.read(-1)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Malformed("the body is cut off") from None

    async def chunks(self):
        body = b""
        while True:
            size = await self.line()
            if not re.fullmatch(rb"[0-9A-Fa-f]+(;[^\r\n]*)?\r\n", size):
                raise Malformed(f"the chunks are cut off: {size[:40]!r}")
            count = int(size.split(b";")[0], 16)
            if count == 0:
                while await self.line() not in (b"\r\n", b""):
                    pass
                return body
            body += await self.reader.readexactly(count)
            if await self.reader.readexactly(2) != b"\r\n":
                raise Malformed("a chunk does not end")

    async def rest(self):
        """All that comes until the other side ends the connection."""
        try:
            return await self.reader.read(-1)
        except ConnectionError:
            return b""

    def close(self):
        self.writer.close()

    def abort(self):
        self.writer.transport.abort()


def request(target, method="GET", fields=(), body=b"", host="localhost", close=False):
    """The bytes of a plain request; a body gets its length."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *fields]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body)}")
    if close:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


async def ask(port, target, seconds=5.0, source="127.0.0.1", **parts):
    """One request on a connection of its own: its answer, None when there is none."""
    async with asyncio.timeout(seconds):
        wire = await Wire.open(port, source)
        try:
            wire.send(request(target, close=True, **parts))
            return await wire.answer(parts.get("method", "GET"))
        finally:
            wire.abort()
