"""An instance of a service that can fall ill and get well again."""
import asyncio

from edge.recorder import Recorder


class Instance(Recorder):
    """`mode` is one of MODES; `answered` counts the requests that got their answer, `asked` those that arrived."""

    MODES = ("well", "hung", "slow", "resetting", "failing")

    def __init__(self, name):
        super().__init__(name)
        self.mode, self.asked, self.bodies = "well", 0, []

    async def echo(self, seen, writer):
        self.seen.clear()  # hundreds a second: nobody looks at them one by one
        if seen.target.startswith("/api"):
            self.asked += 1
            if seen.method == "POST":
                self.bodies.append(seen.body)
        if self.mode == "hung":
            await asyncio.sleep(3600)
        elif self.mode == "slow":
            await asyncio.sleep(3)
        elif self.mode == "resetting":
            writer.transport.abort()
            raise ConnectionResetError
        elif self.mode == "failing":
            writer.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nills")
            await writer.drain()
            return
        await super().echo(seen, writer)

    async def again(self):
        """Listens again at the port it had."""
        await self.start(self.port)
