"""What a client says of itself and of the connection, several requests on one connection, and origins that are not ours."""
from attack import TARGET, as_body, head, post
from edge.wire import Wire, ask, request
from scene import expect, run_scene

SPOOFED = [
    "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 6.6.6.6, 127.0.0.1", "x-forwarded-for: 6.6.6.6", "X-Forwarded-Proto: evil",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Port: 666", "X-Forwarded-Server: evil.example", "X-Forwarded-Prefix: /evil",
    "Forwarded: for=6.6.6.6;host=evil.example;proto=evil",
    "Forwarded: for=6.6.6.6",
]
OWN = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-request-id", "traceparent", "host")


async def arrived(place, *fields, target=TARGET):
    """The one request as the upstream saw it, with the client's answer."""
    for recorder in place.recorders:
        recorder.seen.clear()
    answer = await ask(place.gateway.port, target, fields=fields)
    seen = place.seen
    if answer is None or answer.status != 200 or len(seen) != 1 or not seen[0].complete:
        raise OSError(f"answered {answer and answer.status}, {len(seen)} requests arrived {[one.fault for one in seen]}")
    return seen[0], answer


async def spoofed(place):
    seen, _ = await arrived(place, *SPOOFED)
    words = ("6.6.6.6", "evil", "666")
    faults = [f"{name}: {value} came through" for name, value in seen.fields if any(word in value for word in words)]
    return faults + expect(seen.all("x-forwarded-for") == ["127.0.0.1"], f"X-Forwarded-For: {seen.all('x-forwarded-for')}") \
        + expect(seen.all("x-forwarded-proto") == ["http"], f"X-Forwarded-Proto: {seen.all('x-forwarded-proto')}")


async def identities(place):
    seen, _ = await arrived(place, "X-Request-Id: ../../evil", "X-Request-Id: " + "x" * 4000, "traceparent: 00-evil",
                            "tracestate: " + "a" * 2000)
    parent = seen.all("traceparent")
    return [f"{name}: {value[:40]} came through" for name, value in seen.fields if "evil" in value or "xxxx" in value] \
        + expect(len(seen.all("x-request-id")) == 1, f"{len(seen.all('x-request-id'))} request ids") \
        + expect(len(parent) == 1 and len(parent[0]) == 55, f"traceparent {parent}")


async def nominated(place):
    """`Connection` must not take away what the gateway says of the client."""
    seen, _ = await arrived(place, "Connection: " + ", ".join([*OWN, "keep-alive"]), "X-Forwarded-For: 6.6.6.6")
    return [f"{name} is there {len(seen.all(name))} times" for name in OWN if len(seen.all(name)) != 1] \
        + expect(seen.get("x-forwarded-for") == "127.0.0.1", f"X-Forwarded-For: {seen.get('x-forwarded-for')}")


async def hop_by_hop(place):
    seen, _ = await arrived(place, "Connection: x-private, upgrade, HTTP2-Settings", "X-Private: secret",
                            "Keep-Alive: timeout=1", "Proxy-Connection: keep-alive",
                            "TE: gzip", "Trailer: x-a", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
                            "Proxy-Authorization: Basic eDp4")
    dropped = ("x-private", "keep-alive", "proxy-connection", "trailer", "upgrade", "http2-settings", "proxy-authorization")
    return [f"{name} came through" for name in dropped if seen.all(name)] \
        + expect(seen.get("te") in ("", "trailers"), "TE: gzip came through")


async def upgrade_to_h2c(place):
    """The gateway does not tunnel: what follows is read as requests."""
    wire = await Wire.open(place.gateway.port)
    try:
        wire.send(head("Connection: upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"))
        first = await wire.answer()
        wire.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        second = await wire.answer()
        return expect(first and first.status in (200, 400), f"answered {first and first.status}") \
            + expect(second is None or second.status in (400, 505), f"the preface was answered {second and second.status}")
    finally:
        wire.abort()


async def refused_websocket(place):
    """An upgrade the service does not grant leaves no tunnel behind."""
    for recorder in place.recorders:
        recorder.seen.clear()
    wire = await Wire.open(place.gateway.port)
    try:
        wire.send(head("Connection: upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 777",
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
        first = await wire.answer()
        wire.send(request("/actuator/health", close=True))
        second = await wire.answer()
        tunnelled = [seen.target for seen in place.seen if seen.target != TARGET]
        return expect(first and first.status in (200, 400, 426, 502), f"answered {first and first.status}") \
            + expect(second is None or second.status in (400, 404), f"behind it {second and second.status}") \
            + expect(not tunnelled, f"{tunnelled} went through")
    finally:
        wire.abort()


async def pipelined(place):
    """Many requests at once are answered in their order, each with its own answer."""
    targets = [f"/api/board/posts/pipe-{number}" for number in range(60)]
    wire = await Wire.open(place.gateway.port)
    try:
        wire.send(b"".join(request(target, close=target == targets[-1]) for target in targets))
        for target in targets:
            answer = await wire.answer()
            if answer is None or f'"{target}"'.encode() not in answer.body:
                return [f"{target}: {answer and (answer.status, answer.body[:60])}"]
        return expect(not await wire.rest(), "more answers than requests")
    finally:
        wire.abort()


async def pipelined_mixture(place):
    """Bodies, methods without answers' bodies and refusals between them do not shift the answers."""
    parts = [
        (request(TARGET + "?1"), "GET", 200), (request(TARGET + "?2", "HEAD"), "HEAD", 200),
        (post("Content-Length: 5", body=b"hello"), "POST", 200),
        (request("/nothing/here"), "GET", 404), (post("Transfer-Encoding: chunked", body=b"5\r\nhello\r\n0\r\n\r\n"), "POST",
                                                 200),
        (request("/health/live", "HEAD"), "HEAD", 200), (request(TARGET, "OPTIONS"), "OPTIONS", 204),
        (request(TARGET + "?last", close=True), "GET", 200),
    ]
    wire = await Wire.open(place.gateway.port)
    try:
        wire.send(b"".join(part for part, _, _ in parts))
        faults = []
        for number, (_, method, status) in enumerate(parts):
            answer = await wire.answer(method)
            if answer is None or answer.status not in (status, 200 if status == 204 else status):
                return [f"request {number} ({method}): {answer and answer.status} instead of {status}"]
        return faults + expect(b"?last" in answer.body, "the last answer is not the last request's")
    finally:
        wire.abort()


async def pipelined_behind_bad(place):
    """What stands behind a request that cannot be read is never read."""
    for recorder in place.recorders:
        recorder.seen.clear()
    wire = await Wire.open(place.gateway.port)
    try:
        wire.send(request(TARGET) + head("X-A : b") + request("/api/board/posts/smuggled"))
        first, second = await wire.answer(), await wire.answer()
        rest = await wire.rest()
        return expect(first and first.status == 200, f"the good one: {first and first.status}") \
            + expect(second is None or second.status == 400, f"the bad one: {second and second.status}") \
            + expect(not rest, f"answered on: {rest[:60]!r}") \
            + expect(not any("smuggled" in seen.target for seen in place.seen), "the third arrived")
    finally:
        wire.abort()


async def pipelined_behind_upload(place):
    """A body with a request inside and one behind it: only the latter is one."""
    inner = request("/api/board/posts/smuggled")
    for recorder in place.recorders:
        recorder.seen.clear()
    wire = await Wire.open(place.gateway.port)
    try:
        wire.send(post(f"Content-Length: {len(inner)}", body=inner) + request(TARGET + "?behind", close=True))
        first, second = await wire.answer("POST"), await wire.answer()
        seen = place.seen
        return expect(first and first.status == 200 and second and b"?behind" in second.body, "the answers are wrong") \
            + expect(len(seen) == 2 and not as_body(inner)(seen[0]), f"{[one.target for one in seen]} arrived")
    finally:
        wire.abort()


async def origins(place):
    faults = []
    for origin in ("https://evil.example", "null", "https://app.example.evil.example", "https://evil-app.example",
                   "http://app.example",
                   "https://app.example:8443", "https://APP.example.", "https://app.example/", "*"):
        for method in ("GET", "OPTIONS"):
            answer = await ask(place.gateway.port, TARGET, method=method,
                               fields=[f"Origin: {origin}", "Access-Control-Request-Method: POST"])
            allowed = answer.get("access-control-allow-origin") if answer else ""
            faults += expect(allowed not in (origin, "*"), f"{method} with Origin: {origin} is allowed")
    answer = await ask(place.gateway.port, TARGET, fields=["Origin: https://app.example"])
    return faults + expect(answer.get("access-control-allow-origin") == "https://app.example",
                           "the origin that is ours is not allowed")


SCENES = {
    "what an untrusted client says of its way is dropped": spoofed, "ids and traces that are none are dropped": identities,
    "Connection takes nothing away that is the gateway's": nominated, "hop-by-hop fields end at the gateway": hop_by_hop,
    "an upgrade to h2c opens no tunnel": upgrade_to_h2c, "a WebSocket the service refuses opens no tunnel": refused_websocket,
    "pipelined requests keep their order": pipelined, "pipelining with bodies, HEAD and refusals": pipelined_mixture,
    "nothing is read behind a bad request": pipelined_behind_bad,
    "a request within a body stays a body": pipelined_behind_upload,
    "other origins get no permission": origins,
}


async def run(place, beside, report):
    for name, scene in SCENES.items():
        await run_scene(name, scene(place), beside, report)
