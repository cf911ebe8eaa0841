#!/usr/bin/env python3
"""Takes uploads and only counts them: gateway_sink.py PORT. Answers with the number of bytes of the body."""
import asyncio
import re
import sys


class Sink(asyncio.BufferedProtocol):
    """Reads into one buffer over and over: the copying is the kernel's, so that this side is not what is measured."""

    def __init__(self):
        self.buffer, self.head, self.left, self.length = bytearray(1 << 20), b"", 0, 0

    def connection_made(self, transport):
        self.transport = transport

    def get_buffer(self, _hint):
        return self.buffer

    def buffer_updated(self, count):
        if self.left:
            return self.take(count)
        self.head += self.buffer[:count]
        head, end, body = self.head.partition(b"\r\n\r\n")
        if not end:
            return None
        self.head = b""
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if not length:
            raise ValueError("an upload without a length")
        self.left = self.length = int(length[1])
        return self.take(len(body))

    def take(self, count):
        self.left -= count
        if self.left == 0:
            text = b'{"bytes":%d}' % self.length
            head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(text)
            self.transport.write(head + text)


async def main():
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()

asyncio.run(main())
