"""One attack of a table, and how it is run: the bytes of one connection, and what may come of them."""
import asyncio
from dataclasses import dataclass, field

from edge.report import eventually
from edge.wire import Malformed, Wire, ask, request

CLOSED = 0  # an end of the connection without an answer
SECONDS = 6  # for the whole of an attack: what is not over then hangs
TARGET = "/api/board/posts/attack"
SMUGGLED = b"GET /api/board/posts/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
UNREADABLE = ("malformed", "smuggling", "target")


@dataclass(frozen=True)
class Attack:
    name: str
    send: bytes
    refused: tuple = (400,)  # statuses that refuse it
    counter: tuple = UNREADABLE  # reasons one of which goes up when it is refused
    harmless: object = None  # or a function that tells what is wrong with the one request that reached the upstream
    partial: bool = False  # whether a beginning without its end may reach the upstream
    method: str = "GET"  # how answers to it are framed


@dataclass
class Outcome:
    """What came back: None stands for an end of the connection."""
    answers: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    @property
    def status(self):
        return self.answers[0].status if self.answers else CLOSED


class Range:
    """The gateway under attack with its recording upstreams."""

    def __init__(self, gateway, recorders):
        self.gateway, self.recorders, self.probes = gateway, recorders, 0

    @property
    def seen(self):
        return [seen for recorder in self.recorders for seen in recorder.seen if "/probe-" not in seen.target]

    async def run(self, attack):
        """What is wrong with the way the gateway took it, nothing when all is well."""
        for recorder in self.recorders:
            recorder.seen.clear()
        before = await self.gateway.metrics()
        try:
            async with asyncio.timeout(SECONDS):
                outcome = await self.attempt(attack)
        except TimeoutError:
            return [f"{attack.name}: neither refused nor answered within {SECONDS} s"]
        faults = outcome.faults + await self.judge(attack, outcome, before) + await self.probe()
        if not self.gateway.is_running:
            faults.append("the gateway has ended")
        return [f"{attack.name}: {fault}" for fault in faults]

    async def attempt(self, attack):
        outcome = Outcome()
        wire = await Wire.open(self.gateway.port)
        try:
            wire.send(attack.send)
            answer = await wire.answer(attack.method)
            if answer is None:
                return outcome
            outcome.answers.append(answer)
            if answer.closes:
                if rest := await wire.rest():
                    outcome.faults.append(f"after its last answer came {rest[:60]!r}")
                return outcome
            # What is left over in the gateway would become part of this request, or an answer before its own.
            self.probes += 1
            wire.send(request(f"/api/board/posts/probe-last-{self.probes}", close=True))
            while (answer := await wire.answer()) is not None:
                outcome.answers.append(answer)
            if len(outcome.answers) == 1:
                return outcome  # closed without a word: nothing is left over
            last = outcome.answers[-1]
            if f"probe-last-{self.probes}\"".encode() not in last.body:
                outcome.faults.append(f"the next request was answered by {last.status} {last.body[:80]!r}")
            elif len(outcome.answers) > 2:
                outcome.faults.append(f"{len(outcome.answers) - 1} answers instead of one")
        except Malformed as error:
            outcome.faults.append(f"malformed answer: {error}")
        finally:
            wire.abort()
        return outcome

    async def judge(self, attack, outcome, before):
        seen, status = self.seen, outcome.status
        whole = [one for one in seen if one.complete]
        faults = [f"reached the upstream malformed: {one.fault}" for one in seen if one.fault]
        faults += [f"smuggled {one.target}" for one in seen if "smuggled" in one.target]
        if status in attack.refused:
            if whole or (seen and not attack.partial):
                faults.append(f"refused with {status}, yet the upstream saw {[one.target for one in seen]}")
            if attack.counter and not await eventually(lambda: self.counted(attack.counter, before), 1):
                faults.append(f"{status}, but gateway_rejected_total of {'/'.join(attack.counter)} did not go up")
        elif attack.harmless and status == 200:
            if len(whole) != 1 or len(seen) != 1:
                faults.append(f"{len(seen)} requests reached the upstream, not one")
            elif fault := attack.harmless(whole[0]):
                faults.append(f"reached the upstream wrongly: {fault}")
        else:
            expected = ", ".join(map(str, attack.refused)) + (" or a harmless 200" if attack.harmless else "")
            faults.append(f"answered {status or 'by closing'}, expected {expected}")
        return faults

    async def counted(self, reasons, before):
        return (await self.gateway.metrics()).rejected(*reasons) > before.rejected(*reasons)

    async def probe(self):
        """The connections to the upstream are still in step: a new request gets its own answer."""
        self.probes += 1
        target = f"/api/board/posts/probe-{self.probes}"
        try:
            answer = await ask(self.gateway.port, target)
        except (OSError, Malformed, TimeoutError) as error:
            return [f"the next request fails: {type(error).__name__} {error}"]
        if answer is None or f'"{target}"'.encode() not in answer.body:
            return [f"the next request gets {answer and (answer.status, answer.body[:80])}"]
        return []


def head(*lines, line=f"GET {TARGET} HTTP/1.1", host="Host: localhost"):
    """The bytes of a head; text becomes its Latin-1 bytes, so that `\\xff` is one byte."""
    parts = [line, *([host] if host else []), *lines]
    return b"".join((part.encode("latin-1") if isinstance(part, str) else part) + b"\r\n" for part in parts) + b"\r\n"


def post(*lines, body=b"", **parts):
    return head(*lines, line=parts.pop("line", f"POST {TARGET} HTTP/1.1"), **parts) + body


def as_target(target, method="GET"):
    def check(seen):
        return "" if (seen.method, seen.target) == (method, target) else f"{seen.method} {seen.target}"
    return check


def as_body(body, target=TARGET):
    def check(seen):
        if (seen.method, seen.target) != ("POST", target):
            return f"{seen.method} {seen.target}"
        return "" if seen.body == body else f"body {seen.body[:80]!r}"
    return check
