#!/usr/bin/env python3
"""Resident memory under idle connections: gateway_idle.py PORT PID COUNT. Opens as many keep-alive connections, each with a
request made, closes them, opens them again. Prints kB before, with the first, without, with the second, without."""
import asyncio
import sys

PORT, PID, COUNT = map(int, sys.argv[1:])
REQUEST = b"GET /api/stations HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def resident():
    with open(f"/proc/{PID}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


async def settled():
    """The figure once it stands still for half a second."""
    last = []
    while len(last) < 6 or max(last[-6:]) - min(last[-6:]) > 64:
        last.append(resident())
        await asyncio.sleep(0.1)
        if len(last) > 100:
            break
    return last[-1]


async def connect(gate):
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        writer.write(REQUEST)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise OSError(head[:60])
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        return writer


async def main():
    figures, gate = [await settled()], asyncio.Semaphore(100)
    for _ in range(2):
        writers = await asyncio.gather(*(connect(gate) for _ in range(COUNT)))
        figures.append(await settled())
        for writer in writers:
            writer.close()
        figures.append(await settled())
    print(*figures)

asyncio.run(main())
