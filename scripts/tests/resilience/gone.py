"""A service that is gone: what the gateway still knows is told with its age, what it does not know is refused in time."""
import json
import time

from edge.process import Gateway, free_port
from edge.report import eventually
from edge.wire import ask

from instance import Instance

TIMEOUT = 2.0
KEPT = {"/api/stations": "collector", "/api/stations/ST-4": "collector", "/api/predictions": "predictor"}
UNKNOWN = {"/api/stations?district=none": "collector", "/api/stations/ST-5": "collector", "/api/districts": "collector",
           "/api/predictions/ST-5": "predictor", "/api/search?q=a": "rag-api", "/api/board/posts": "board-api",
           "/gbfs/gbfs.json": "collector"}


def stale_faults(path, kept, asked_at, answer):
    """The answer is the one kept, and says how old it is."""
    if answer is None or answer.status != 200:
        return [f"{path}: {answer and answer.status}"]
    body, received_at = kept
    age, status = answer.get("age"), answer.get("cache-status")
    youngest, oldest = asked_at - received_at, time.monotonic() - received_at
    faults = [] if answer.body == body else [f"{path}: not the answer kept: {answer.body[:80]!r}"]
    if not age.isdigit() or not youngest - 1 <= int(age) <= oldest + 3:
        faults.append(f"{path}: Age {age!r}, it is {oldest:.1f} s old")
    if not status.startswith("ttareungi-gateway; hit; ttl=-"):
        faults.append(f"{path}: Cache-Status {status!r}")
    return faults


def problem_faults(path, service, took, answer):
    if answer is None or answer.status not in (502, 503, 504):
        return [f"{path}: {answer and answer.status}, expected 502, 503 or 504"]
    faults = [] if took < TIMEOUT + 3 else [f"{path}: took {took:.1f} s"]
    if answer.get("content-type").split(";")[0] != "application/problem+json":
        return faults + [f"{path}: {answer.get('content-type')}"]
    problem = json.loads(answer.body)
    if problem.get("status") != answer.status or service not in problem.get("detail", ""):
        faults.append(f"{path}: the problem does not name {service}: {answer.body[:160]!r}")
    return faults


async def ask_kept(gateway, kept):
    faults = []
    for path in KEPT:
        asked_at = time.monotonic()
        try:
            answer = await ask(gateway.port, path, TIMEOUT + 6)
        except TimeoutError:
            faults.append(f"{path}: hangs")
            continue
        faults += stale_faults(path, kept[path], asked_at, answer)
    return faults


async def ask_unknown(gateway):
    faults = []
    for path, service in UNKNOWN.items():
        began = time.monotonic()
        try:
            answer = await ask(gateway.port, path, TIMEOUT + 6)
        except TimeoutError:
            faults.append(f"{path}: hangs")
            continue
        faults += problem_faults(path, service, time.monotonic() - began, answer)
    return faults


async def set_mode(instances, mode):
    for instance in instances:
        instance.mode = mode


async def run(report):
    # At ports that nobody else gets while they are gone.
    instances = [await Instance(name).start(free_port()) for name in ("collector", "predictor", "rag", "board")]
    settings = {"UPSTREAM_TIMEOUT": f"{TIMEOUT:.0f}s", "UPSTREAM_SLOW_TIMEOUT": f"{TIMEOUT:.0f}s"}
    try:
        async with Gateway([instance.url for instance in instances], **settings) as gateway:
            kept = {}
            for path in KEPT:
                answer = await ask(gateway.port, path)
                kept[path] = (answer.body, time.monotonic())
            deadline = await deadline_handed_on(gateway, instances[3])
            report.check("the deadline is handed on", deadline)
            await set_mode(instances, "failing")
            report.check("services answer 500: stale answers tell their true age", await ask_kept(gateway, kept))
            await set_mode(instances, "hung")
            report.check("services hang: stale answers tell their true age", await ask_kept(gateway, kept))
            report.check("services hang: problems name the service, in time", await ask_unknown(gateway))
            for instance in instances:
                instance.stop()
            report.check("services are gone: stale answers tell their true age", await ask_kept(gateway, kept))
            report.check("services are gone: problems name the service, in time", await ask_unknown(gateway))
            metrics = await gateway.metrics()
            counts = {name: metrics.sum("gateway_stale_answers_total", service=name) for name in ("collector", "predictor")}
            report.check("stale answers are counted",
                         "" if counts == {"collector": 6, "predictor": 3} else f"{counts}, expected 6 and 3")
            await set_mode(instances, "well")
            for instance in instances:
                await instance.again()
            report.check("services are back: fresh answers", await back(gateway))
    finally:
        for instance in instances:
            instance.stop()


async def deadline_handed_on(gateway, board):
    found = []

    async def note(seen):
        found.append(seen.get("x-request-timeout-ms"))
    board.before = note
    await ask(gateway.port, "/api/board/posts")
    board.before = None
    good = found and found[0].isdigit() and 0 < int(found[0]) <= TIMEOUT * 1000
    return "" if good else f"x-request-timeout-ms: {found}, expected at most {TIMEOUT * 1000:.0f}"


async def back(gateway):
    async def is_fresh():
        answers = [await ask(gateway.port, path, 5) for path in [*KEPT, *UNKNOWN]]
        return all(answer and answer.status == 200 and not answer.get("age") for answer in answers)
    return "" if await eventually(is_fresh, 15, 0.2) else "not within 15 s"
