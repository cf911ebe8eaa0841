"""Paths that another reader would take for another path."""
from attack import TARGET, Attack, as_target, head

NOT_SERVED = (400, 404)


def of(target, **parts):
    return Attack(repr(target), head(line=f"GET {target} HTTP/1.1"), **{"refused": NOT_SERVED, "counter": (), **parts})


def kept(target):
    """Refused, or one and the same path for the upstream: it is no other path under any usual reading."""
    return of(target, harmless=as_target(target))


REFUSED = [of(target, counter=("target", "malformed")) for target in (
    # Out of what is routed, into what is not: the services' own metrics, health and actuator.
    "/api/board/posts/../../../metrics", "/api/board/posts/%2e%2e/%2e%2e/%2e%2e/metrics",
    "/api/board/posts/..%2f..%2f..%2fmetrics",
    "/api/board/posts/%2e%2e%2f%2e%2e%2f%2e%2e%2fmetrics", "/api/board/posts/.%2e/x", "/api/board/posts/%2e./x",
    "/api/board/posts/%2E%2E/x",
    "/api/board/posts/..", "/api/board/posts/%2e%2e", "/../metrics", "/..", "/%2e%2e/metrics", "/gbfs/../metrics",
    "/gbfs/..%2fmetrics",
    "/api/stations/../../actuator/health", "/api/auth/../../.well-known/jwks.json",
    "/api/board/posts/.", "/api/board/posts/./attack", "/api/board/posts/%2e/attack", "/./api/board/posts",
    "/api/./board/posts",
    # Empty segments and encoded slashes.
    "//api/board/posts/attack", "/api//board/posts/attack", "/api/board/posts//attack", "/api/board/posts/%2fattack",
    "//evil.example/metrics",
    "/api/board/posts/a%2fb", "/api/board/posts/a%2Fb", "/api/board/posts/a%5cb", "/api/board/posts/..%5c..%5cmetrics",
    "/api/board/posts\\attack", "/api/board/posts/..\\..\\metrics", "\\api\\board\\posts",
    # What ends or splits strings elsewhere.
    "/api/board/posts/a%00", "/api/board/posts/%00/b", "/api/board/posts/a%00.json", "/api/board/posts/a%0d%0aX-A:%20b",
    "/api/board/posts/a%0a", "/api/board/posts/a%0d", "/api/board/posts/a%7f", "/api/board/posts/a%1f",
    # Encodings that are none.
    "/api/board/posts/a%", "/api/board/posts/a%2", "/api/board/posts/a%zz", "/api/board/posts/%u002e%u002e/x",
    "/api/board/posts/a%%32%65",
)]

CONTAINED = [kept(target) for target in (
    "/api/board/posts/a;b", "/api/board/posts;a/attack", "/api/board/posts/a;/x", "/api/board/posts/.;/x",
    "/api/board/posts/..;/x", "/api/board/posts/..;a=b/x", "/api/board/posts/...",
    "/api/board/posts/%252e%252e/x", "/api/board/posts/%252e%252e%252fx", "/api/board/posts/%25%32%65/x",
    "/api/board/posts/%c0%ae%c0%ae/x",
    "/api/board/posts/%c0%af", "/api/board/posts/%e0%80%af", "/api/board/posts/%ed%a0%80",
    "/api/board/posts/%ef%bc%8e%ef%bc%8e/x",
    "/api/board/posts/%f8%80%80%80%af", "/api/board/posts/%ff", "/api/board/posts/~", "/api/board/posts/@evil.example",
    "/api/board/posts/a:80",
    "/api/board/posts/a,b", "/api/board/posts/a|b", "/api/board/posts/<script>", "/api/board/posts/\"a\"",
    "/api/board/posts/{a}", "/api/board/posts/^`",
    TARGET + "?", TARGET + "??", TARGET + "?a=../../metrics", TARGET + "?a=%00", TARGET + "?a=%0d%0aX-A:b", TARGET + "?a=/../",
    TARGET + "?a=%",
    TARGET + "?a[]=b|c",
)] + [  # Bytes that are not ASCII may be encoded, not passed on as they are.
    of("/api/board/posts/\xe9\xb0\x80", harmless=as_target("/api/board/posts/%E9%B0%80")),
    of("/api/board/posts/a\xff", harmless=as_target("/api/board/posts/a%FF")),
]

# Neither spelling nor method opens what is not for the public, nor another service's.
CLOSED_DOORS = [of(target) for target in (
    "/Metrics", "/metrics/", "/metrics%20", "/actuator/health", "/actuator/prometheus", "/.well-known/jwks.json",
    "/openapi.json", "/API/board/posts",
    "/api/board", "/api/board/postsx", "/api/board/posts%20", "/assets/..%2fservice.env", "/assets/../service.env",
    "/assets/leaflet/../../etc/passwd",
    "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets//etc/passwd", "/assets/.", "/assets/index.html/..", "/assets/%00",
    "/etc/passwd", "/.env", "/.git/config",
)]

TABLES = {"paths that point elsewhere": REFUSED, "odd paths": CONTAINED, "closed doors": CLOSED_DOORS}
