#!/usr/bin/env python3
"""Writes and event streams at a steady rate until SIGTERM: rolling_load.py --port N --rate N, TOKEN in the environment.

Prints as JSON how many requests of each kind were made, and each failure with its time and reason."""
import argparse
import asyncio
import json
import os
import pathlib
import signal
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
from edge.wire import Malformed, Wire, request  # noqa: E402

PATIENCE = 20.0
JSON = "Content-Type: application/json"
QUESTIONS = ["대여는 어떻게 하나요?", "How do I rent a bike?", "자전거를 잃어버렸어요", "What does a day pass cost?"]


class Writer:
    def __init__(self, port, token):
        self.port, self.fields = port, [JSON, f"Authorization: Bearer {token}"]
        self.idle, self.made, self.failures, self.stopping = [], {}, [], False

    async def exchange(self, kind, target, body, fields, status):
        while self.idle and self.idle[-1].reader.at_eof():
            self.idle.pop().abort()
        wire = self.idle.pop() if self.idle else await Wire.open(self.port)
        try:
            wire.send(request(target, "POST", fields, json.dumps(body).encode()))
            answer = await wire.answer("POST")
        except BaseException:
            wire.abort()
            raise
        if answer is None or answer.closes:
            wire.abort()
        else:
            self.idle.append(wire)
        if answer is None:
            return "closed without an answer"
        return "" if answer.status == status else f"{answer.status} {answer.body[:160].decode(errors='replace')}"

    async def chat(self, number):
        return await self.exchange("chat", "/api/chat", {"question": QUESTIONS[number % len(QUESTIONS)]}, [JSON], 200)

    async def post(self, number):
        return await self.exchange("post", "/api/board/posts", {"title": f"글 {number}", "body": "본문 가나다"}, self.fields, 201)

    async def post_with_key(self, number):
        fields = [*self.fields, f"Idempotency-Key: {uuid.uuid4()}"]
        return await self.exchange("post", "/api/board/posts", {"title": f"글 {number}", "body": "본문 가나다"}, fields, 201)

    async def events(self, _number):
        """Opens the event stream, waits for the first event and leaves."""
        wire = await Wire.open(self.port)
        try:
            wire.send(request("/api/stream", fields=["Accept: text/event-stream"]))
            head = await wire.head()
            if head is None or head.status != 200:
                return f"{head.status if head else 'closed without an answer'}"
            return "" if await wire.reader.read(1) else "ended before its first event"
        finally:
            wire.abort()

    async def one(self, kind, number):
        work = {"chat": self.chat, "post": self.post, "post with key": self.post_with_key, "events": self.events}[kind]
        at = time.time()
        try:
            async with asyncio.timeout(PATIENCE):
                fault = await work(number)
        except TimeoutError:
            fault = f"nothing within {PATIENCE:.0f} s"
        except (OSError, Malformed) as error:
            fault = f"{type(error).__name__} {error}"
        self.made[kind] = self.made.get(kind, 0) + 1
        if fault:
            self.failures.append({"kind": kind, "at": round(at, 2), "after": round(time.time() - at, 2), "why": fault})

    async def follow(self):
        """Follows the stream as a page does, again whenever it ends; an end has to be a clean one."""
        while not self.stopping:
            at, wire = time.time(), await Wire.open(self.port)
            try:
                wire.send(request("/api/stream", fields=["Accept: text/event-stream"]))
                answer = await wire.answer()
                fault = "" if answer and answer.status == 200 else f"{answer and answer.status}"
            except (OSError, Malformed, asyncio.IncompleteReadError) as error:
                fault = f"{type(error).__name__} {error}"
            finally:
                wire.abort()
            self.made["followed stream"] = self.made.get("followed stream", 0) + 1
            if fault:
                self.failures.append({"kind": "followed stream", "at": round(time.time(), 2),
                                      "after": round(time.time() - at, 2), "why": fault})
                await asyncio.sleep(0.2)  # as a browser would, not at once

    async def run(self, rate, stop):
        order = ["post", "chat", "post with key", "events", "post"]
        followers = [asyncio.create_task(self.follow()) for _ in range(10)]
        tasks, began, number = set(), time.monotonic(), 0
        while not stop.is_set():
            await asyncio.sleep(max(0, began + number / rate - time.monotonic()))
            task = asyncio.create_task(self.one(order[number % len(order)], number))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number += 1
        self.stopping = True
        await asyncio.gather(*tasks)
        for follower in followers:
            follower.cancel()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=int, required=True)
    options = parser.parse_args()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    writer = Writer(options.port, os.environ["TOKEN"])
    await writer.run(options.rate, stop)
    print(json.dumps({"made": writer.made, "failures": writer.failures}))

asyncio.run(main())
