"""Heads that are not HTTP/1.1: request lines, fields and Host."""
from attack import CLOSED, SMUGGLED, TARGET, Attack, as_body, as_target, head, post

PLAIN = as_target(TARGET)
BAD_VERSION = (400, 505, CLOSED)
CALM = ()  # no limit's counter: another answer than a refusal of its form


def of_line(name, line, **parts):
    return Attack(name, head(line=line), **parts)


LINES = [
    of_line("HTTP/0.9", f"GET {TARGET}", refused=BAD_VERSION),
    Attack("HTTP/0.9, nothing behind it", f"GET {TARGET}\r\n".encode(), refused=(400, 408, 505, CLOSED),
           counter=("malformed", "slow_head")),
    of_line("HTTP/1.2", f"GET {TARGET} HTTP/1.2", refused=BAD_VERSION, harmless=PLAIN),
    of_line("HTTP/2.0", f"GET {TARGET} HTTP/2.0", refused=BAD_VERSION),
    of_line("HTTP/3", f"GET {TARGET} HTTP/3", refused=BAD_VERSION),
    of_line("HTTP/01.1", f"GET {TARGET} HTTP/01.1", refused=BAD_VERSION),
    of_line("HTTP/1.10", f"GET {TARGET} HTTP/1.10", refused=BAD_VERSION),
    of_line("http/1.1", f"GET {TARGET} http/1.1", refused=BAD_VERSION),
    of_line("HTTQ/1.1", f"GET {TARGET} HTTQ/1.1", refused=BAD_VERSION),
    of_line("blank behind the version", f"GET {TARGET} HTTP/1.1 "),
    of_line("two blanks", f"GET  {TARGET} HTTP/1.1"),
    of_line("tabs for blanks", f"GET\t{TARGET}\tHTTP/1.1"),
    of_line("blank before the method", f" GET {TARGET} HTTP/1.1"),
    of_line("vertical tab for a blank", f"GET\x0b{TARGET} HTTP/1.1"),
    of_line("no target", "GET HTTP/1.1", refused=BAD_VERSION),
    of_line("blank in the target", f"GET {TARGET} x HTTP/1.1"),
    of_line("NUL in the method", f"G\0ET {TARGET} HTTP/1.1"),
    of_line("NUL in the target", "GET /api/board/posts/\0attack HTTP/1.1"),
    of_line("CR in the target", "GET /api/board/posts/\rattack HTTP/1.1"),
    of_line("DEL in the target", "GET /api/board/posts/\x7fattack HTTP/1.1"),
    of_line("colon in the method", f"GE:T {TARGET} HTTP/1.1"),
    of_line("method of 40,000 letters", f"{'G' * 40_000} {TARGET} HTTP/1.1", refused=(400, 431, 414, 501, CLOSED),
            counter=("malformed", "header_size", "target")),
    of_line("method nobody knows", f"BREW {TARGET} HTTP/1.1", refused=(405, 501), counter=CALM),
    of_line("method in small letters", f"get {TARGET} HTTP/1.1", refused=(400, 405, 501), counter=CALM),
    of_line("TRACE", f"TRACE {TARGET} HTTP/1.1", refused=(405, 501), counter=CALM),
    of_line("CONNECT to a path", f"CONNECT {TARGET} HTTP/1.1", refused=(400, 405, 501), counter=CALM),
    of_line("CONNECT to a host", "CONNECT localhost:22 HTTP/1.1", refused=(400, 404, 405, 501), counter=CALM),
    of_line("authority form", "GET localhost:80 HTTP/1.1", refused=(400, 404)),
    of_line("asterisk form with GET", "GET * HTTP/1.1", refused=(400, 404)),
    of_line("asterisk form with OPTIONS", "OPTIONS * HTTP/1.1", refused=(200, 204, 400, 404), counter=CALM),
    of_line("absolute form", f"GET http://localhost{TARGET} HTTP/1.1", harmless=PLAIN),
    of_line("absolute form, another host", f"GET http://evil.example{TARGET} HTTP/1.1", refused=(400, 404, 421), counter=CALM),
    of_line("absolute form with a user", f"GET http://user@localhost{TARGET} HTTP/1.1", refused=(400, 404, 421), harmless=PLAIN,
            counter=CALM),
    of_line("another scheme", f"GET file://localhost{TARGET} HTTP/1.1", refused=(400, 404, 421)),
    of_line("relative target", "GET api/board/posts/attack HTTP/1.1", refused=(400, 404)),
    of_line("fragment", f"GET {TARGET}#part HTTP/1.1", refused=(400, 404)),
    Attack("HTTP/2 preface without TLS", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9), refused=BAD_VERSION),
    Attack("TLS where none is spoken", bytes.fromhex("16030100c8010000c40303") + bytes(range(1, 200)) + b"\n\r\n",
           refused=(400, 505, CLOSED)),
    Attack("bare LF throughout", f"GET {TARGET} HTTP/1.1\nHost: localhost\n\n".encode()),
    Attack("bare LF ends the request line", f"GET {TARGET} HTTP/1.1\nHost: localhost\r\n\r\n".encode()),
    Attack("bare CR ends the request line", f"GET {TARGET} HTTP/1.1\rHost: localhost\r\n\r\n".encode(), refused=(400, 505)),
    Attack("an empty line before it", b"\r\n" + head(), harmless=PLAIN),
    Attack("100,000 empty lines before it", b"\r\n" * 100_000 + head(), refused=(400, 431, CLOSED), harmless=PLAIN,
           counter=("malformed", "header_size")),
    Attack("NUL bytes", bytes(4096) + b"\r\n\r\n", refused=(400, CLOSED)),
]

FIELDS = [
    Attack("blank before the colon", head("X-A : b")),
    Attack("tab before the colon", head("X-A\t: b")),
    Attack("no colon", head("X-A b")),
    Attack("no name", head(": b")),
    Attack("blank in the name", head("X A: b")),
    Attack("NUL in the name", head("X\0A: b")),
    Attack("non-ASCII name", head("X-\xe9: b")),
    Attack("brackets in the name", head("X[A]: b")),
    Attack("NUL in the value", head("X-A: b\0c")),
    Attack("bare CR in the value", head("X-A: b\rX-B: c")),
    Attack("bare CR ends the head", head("X-A: b")[:-2] + b"\r\rGET /api/board/posts/smuggled HTTP/1.1\r\n\r\n"),
    Attack("bare LF in the head", head("X-A: b\nX-B: c")),
    Attack("bare LF ends the head", head("X-A: b")[:-2] + b"\n", refused=(400,)),
    Attack("control character in the value", head("X-A: b\x01c")),
    Attack("DEL in the value", head("X-A: b\x7fc")),
    Attack("vertical tab in the value", head("X-A: b\x0bc")),
    Attack("obs-fold with a blank", head("X-A: b", " c")),
    Attack("obs-fold with a tab", head("X-A: b", "\tc")),
    Attack("obs-fold of the request line", head(" X-A: b", host=None)),
    Attack("obs-fold with nothing in it", head("X-A: b", " ")),
    Attack("obs-fold of Host", head("Host:", " localhost", host=None)),
]

HOSTS = [
    Attack("no Host", head(host=None)),
    Attack("no Host, HTTP/1.0", head(host=None, line=f"GET {TARGET} HTTP/1.0"), refused=(400, 421),
           counter=("malformed", "host"), harmless=PLAIN),
    Attack("Host twice, different", head("Host: evil.example")),
    Attack("Host twice, the same", head("Host: localhost")),
    Attack("Host once more in small letters", head("host: evil.example")),
    *(Attack(f"Host: {host!r}", head(host=f"Host: {host}"), refused=(400, 421), counter=("malformed", "host"))
      for host in ("", "evil.example", "localhost evil.example", "localhost,evil.example", "localhost/evil", "a@localhost",
                   "localhost@evil.example", "localhost:80:80", "localhost:port", "localhost:99999", "localhost#evil",
                   "localhost?evil", "local\x80host", "evil.example\\localhost", "[::1", "localhost%00", "localhost:80@evil")),
    Attack("X-Forwarded-Host does not choose the host", head("X-Forwarded-Host: localhost", host="Host: evil.example"),
           refused=(421,), counter=("host",)),
    Attack("X-Host and the like do not choose the host", head("X-Original-URL: /metrics", "X-Rewrite-URL: /metrics",
           "X-HTTP-Method-Override: DELETE", "X-Host: evil.example"), harmless=PLAIN),
]

SIZES = [
    Attack("a field of 64 KiB", head("X-A: " + "a" * 65_536), refused=(431, CLOSED), counter=("header_size",)),
    Attack("a name of 64 KiB", head("X" * 65_536 + ": a"), refused=(431, 400, CLOSED), counter=("header_size", "malformed")),
    Attack("20,000 fields", head(*(f"X-{number}: a" for number in range(20_000))), refused=(431, CLOSED),
           counter=("header_size",)),
    Attack("2,000 short fields", head(*("a: b" for _ in range(2_000))), refused=(431,), counter=("header_size",),
           harmless=PLAIN),
    Attack("many cookies", head(*("Cookie: " + "a" * 4000 for _ in range(20))), refused=(431, CLOSED),
           counter=("header_size",)),
    of_line("a target of 64 KiB", f"GET /api/board/posts/{'a' * 65_536} HTTP/1.1", refused=(414, 431, CLOSED),
            counter=("header_size", "target")),
    of_line("a target of 64 KiB in queries", f"GET {TARGET}?{'a=b&' * 16_384} HTTP/1.1", refused=(414, 431, CLOSED),
            counter=("header_size", "target")),
    Attack("a line that never ends", b"A" * 4_000_000, refused=(400, 414, 431, CLOSED),
           counter=("header_size", "malformed", "target")),
]

MEGABYTE = 1 << 20  # MAX_BODY_BYTES, unless it is set


def in_chunks(count, size=32_768):
    return b"".join(b"%x\r\n" % size + bytes(size) + b"\r\n" for _ in range(count // size)) + b"0\r\n\r\n"


BODIES = [
    Attack("a body that says it is too large", post(f"Content-Length: {MEGABYTE + 1}"), refused=(413,), counter=("body_size",)),
    Attack("a body of a terabyte", post("Content-Length: 1099511627776"), refused=(413,), counter=("body_size",)),
    Attack("a large body that waits for leave", post(f"Content-Length: {MEGABYTE + 1}", "Expect: 100-continue"), refused=(413,),
           counter=("body_size",)),
    Attack("an attachment that is too large", post("Content-Length: 1073741824", line=f"POST {TARGET}/attachments HTTP/1.1"),
           refused=(413,), counter=("body_size",)),
    Attack("chunks that become too large", post("Transfer-Encoding: chunked", body=in_chunks(2 * MEGABYTE)),
           refused=(413, CLOSED),
           counter=("body_size",), partial=True),
    Attack("a chunk that says it is too large", post("Transfer-Encoding: chunked", body=b"7fffffff\r\nhello"),
           refused=(413, 400, 408, CLOSED), counter=("body_size", "malformed", "smuggling", "slow_body"), partial=True),
    Attack("a body as large as allowed", post(f"Content-Length: {MEGABYTE}", body=bytes(MEGABYTE)), refused=(),
           harmless=as_body(bytes(MEGABYTE))),
    *(Attack(f"Expect: {text}", post("Content-Length: 5", f"Expect: {text}", body=b"hello" + SMUGGLED), refused=(417, 400),
             counter=("expectation", "malformed")) for text in ("42", "100-continue, 42", "100-continue;a=b", "200-ok")),
    Attack("leave that nobody waited for", post("Content-Length: 5", "Expect: 100-continue", body=b"hello"), refused=(417,),
           counter=("expectation",), harmless=as_body(b"hello")),
]

TABLES = {"bodies": BODIES, "request lines": LINES, "fields": FIELDS, "Host": HOSTS, "sizes of the head": SIZES}
