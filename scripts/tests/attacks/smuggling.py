"""Every known way to have two readers see two different ends of a request."""
from attack import CLOSED, SMUGGLED, TARGET, Attack, as_body, as_target, head, post

HELLO = as_body(b"hello")
CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"
OF_TWO = ("smuggling", "malformed")
EVIL = b"0\r\n\r\n" + SMUGGLED
LENGTH = f"Content-Length: {len(EVIL)}"
NO_CODING = (400, 501)


def coded(name, *fields, **parts):
    """A body that is another one by its length (all of it) than by its chunks (none, and a second request)."""
    return Attack(name, post(LENGTH, *fields, body=EVIL), **{"refused": NO_CODING, "counter": OF_TWO, **parts})


TWO_FRAMES = [
    coded("CL.TE", "Transfer-Encoding: chunked"),
    Attack("TE.CL", post("Transfer-Encoding: chunked", "Content-Length: 4", body=b"5c\r\n" + SMUGGLED + b"\r\n0\r\n\r\n"),
           counter=OF_TWO),
    Attack("CL and TE that agree", post("Content-Length: 15", "Transfer-Encoding: chunked", body=CHUNKS), counter=OF_TWO),
    Attack("CL: 0 and TE", post("Content-Length: 0", "Transfer-Encoding: chunked", body=EVIL), counter=OF_TWO),
    Attack("CL and TE on GET", head(LENGTH, "Transfer-Encoding: chunked") + EVIL, counter=OF_TWO),
    Attack("TE in HTTP/1.0", post("Transfer-Encoding: chunked", line=f"POST {TARGET} HTTP/1.0", body=CHUNKS),
           refused=(400, 411, 501, 505), counter=OF_TWO),
    Attack("CL and TE in HTTP/1.0", post(LENGTH, "Transfer-Encoding: chunked", line=f"POST {TARGET} HTTP/1.0", body=EVIL),
           refused=(400, 411, 501, 505), counter=OF_TWO),
    coded("CL and TE: identity", "Transfer-Encoding: identity"),
    coded("CL hidden by Connection, TE", "Transfer-Encoding: chunked", "Connection: content-length"),
    coded("TE hidden by Connection", "Transfer-Encoding: chunked", "Connection: transfer-encoding"),
    Attack("only TE, hidden by Connection", post("Transfer-Encoding: chunked", "Connection: close, transfer-encoding",
                                                 body=CHUNKS),
           counter=OF_TWO, harmless=HELLO),
    Attack("only CL, hidden by Connection", post("Content-Length: 5", "Connection: content-length", body=b"hello"),
           counter=OF_TWO, harmless=HELLO),
]

# Beside a length, so that whoever overlooks one of these takes the whole for the body and nothing comes of it but that.
TE_FORMS = [
    "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked", "Transfer-Encoding\0: chunked",
    " Transfer-Encoding: chunked",
    "Transfer-Encoding\x0b: chunked", "Transfer-\xadEncoding: chunked", "Transfer-Encoding:chunked",
    "Transfer-Encoding:\tchunked",
    "Transfer-Encoding:\x0bchunked", "Transfer-Encoding:\x0cchunked", "Transfer-Encoding: \0chunked",
    "Transfer-Encoding: chunked\0",
    "Transfer-Encoding: chunked\x0b", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunkedx", "Transfer-Encoding: chunk",
    "Transfer-Encoding: CHUNKED", "transfer-encoding: ChUnKeD", "TRANSFER-ENCODING: chunked", "Transfer-Encoding: \"chunked\"",
    "Transfer-Encoding: 'chunked'", "Transfer-Encoding: chunked;q=1", "Transfer-Encoding: chunked;",
    "Transfer-Encoding: chunked,",
    "Transfer-Encoding: ,chunked", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: identity, chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip",
    "Transfer-Encoding: cow, chunked", "Transfer-Encoding: cow", "Transfer-Encoding:", "Transfer-Encoding: ,",
    "Transfer-Encoding: chunked identity", "Transfer-Encoding: chun\xe2\x84\xaaed", "Transfer-Encoding: \xe2\x80\x8bchunked",
    "Transfer-Encoding:\r\n chunked", "Transfer-Encoding:\r\n\tchunked", "Transfer-Encoding\r\n : chunked",
    "Transfer-Encoding: chun\r\n ked", "X-A: b\nTransfer-Encoding: chunked", "X-A: b\rTransfer-Encoding: chunked",
    "X-A: b\0\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\ntransfer-encoding: chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: cow", "Transfer-Encoding:\r\nTransfer-Encoding: chunked",
]
TE_TE = [coded(repr(form), form) for form in TE_FORMS] + [
    coded("'Transfer_Encoding: chunked'", "Transfer_Encoding: chunked", harmless=as_body(EVIL)),
    coded("'X-Transfer-Encoding: chunked'", "X-Transfer-Encoding: chunked", harmless=as_body(EVIL)),
    coded("'TransferEncoding: chunked'", "TransferEncoding: chunked", harmless=as_body(EVIL)),
    *(Attack(f"{form!r} alone", post(form, body=EVIL), refused=NO_CODING, counter=OF_TWO) for form in (
        "Transfer-Encoding: xchunked", "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding:",
        "Transfer-Encoding: chunked, identity", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: chun\xe2\x84\xaaed",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked\x0b")),
    Attack("'Transfer-Encoding: ChUnKeD' alone", post("Transfer-Encoding: ChUnKeD", body=CHUNKS), harmless=HELLO),
    Attack("'Transfer-Encoding:\\tchunked ' alone", post("Transfer-Encoding:\tchunked ", body=CHUNKS), harmless=HELLO),
]

LENGTHS = ["+5", "-5", "5 5", "5 6", "0x5", "5.0", "5e0", "", " ", "5,", ",5", "5, 6", "6, 5", "5;a", "'5'", "\"5\"", "five",
           "5\0", "\x0b5",
           "5\x0c", "5\x0b", "5_0", "١", "５", "99999999999999999999", "18446744073709551621", "9223372036854775808", "-1",
           "1" * 400]
TOO_LONG = {"99999999999999999999", "18446744073709551621", "9223372036854775808", "1" * 400}
LENGTH_FORMS = [
    *(Attack(f"Content-Length: {text[:24]!r}", post(b"Content-Length: " + text.encode(), body=b"hello" + SMUGGLED),
             refused=(400, 413) if text in TOO_LONG else (400,), counter=(*OF_TWO, "body_size")) for text in LENGTHS),
    Attack("Content-Length: 05", post("Content-Length: 05", body=b"hello"), counter=OF_TWO, harmless=HELLO),
    Attack("Content-Length: 5, 5", post("Content-Length: 5, 5", body=b"hello"), counter=OF_TWO, harmless=HELLO),
    Attack("twice, the same", post("Content-Length: 5", "Content-Length: 5", body=b"hello"), counter=OF_TWO, harmless=HELLO),
    Attack("twice, different", post("Content-Length: 5", "Content-Length: 6", body=b"hello" + SMUGGLED), counter=OF_TWO),
    Attack("twice, the other first", post("Content-Length: 0", "content-length: 5", body=b"hello" + SMUGGLED), counter=OF_TWO),
    Attack("blank before the colon", post("Content-Length : 5", body=b"hello"), counter=OF_TWO),
    Attack("obs-fold", post("Content-Length:", " 5", body=b"hello"), counter=OF_TWO),
    Attack("bare LF before it", post("X-A: b\nContent-Length: 5", body=b"hello"), counter=OF_TWO),
    Attack("with an underscore", post("Content-Length: 5", "Content_Length: 90", body=b"hello"), counter=OF_TWO,
           harmless=HELLO),
    Attack("on GET", head("Content-Length: 5") + b"hello", counter=OF_TWO, harmless=as_target(TARGET)),
    Attack("on HEAD", head(f"Content-Length: {len(SMUGGLED)}", line=f"HEAD {TARGET} HTTP/1.1") + SMUGGLED, method="HEAD",
           counter=OF_TWO, harmless=as_target(TARGET, "HEAD")),
]

# Sizes of 2⁶⁴ and beyond wrap round to a small one where nobody looks.
BAD_CHUNKS = {
    "0x5": b"0x5\r\nhello\r\n0\r\n\r\n", "+5": b"+5\r\nhello\r\n0\r\n\r\n", "-5": b"-5\r\nhello\r\n0\r\n\r\n",
    "empty size": b"\r\nhello\r\n0\r\n\r\n", "blank before the size": b" 5\r\nhello\r\n0\r\n\r\n",
    "5g": b"5g\r\nhello\r\n0\r\n\r\n",
    "size of 2^64 + 5": b"10000000000000005\r\nhello\r\n0\r\n\r\n", "size of 2^63": b"8000000000000000\r\nhello\r\n0\r\n\r\n",
    "size of 2^64 - 1": b"ffffffffffffffff\r\nhello\r\n0\r\n\r\n", "size of 40 digits": b"0" * 39 + b"5\r\nhello\r\n0\r\n\r\n",
    "size in full-width digits": "５\r\nhello\r\n0\r\n\r\n".encode(), "underscore in the size": b"0_5\r\nhello\r\n0\r\n\r\n",
    "bare LF behind the size": b"5\nhello\r\n0\r\n\r\n", "bare CR behind the size": b"5\rhello\r\n0\r\n\r\n",
    "CR CR LF behind the size": b"5\r\r\nhello\r\n0\r\n\r\n", "bare LF behind the data": b"5\r\nhello\n0\r\n\r\n",
    "nothing behind the data": b"5\r\nhello0\r\n\r\n", "more data than its size": b"5\r\nhelloX\r\n0\r\n\r\n",
    "two bytes for CRLF": b"5\r\nhelloXX0\r\n\r\n", "bare LF behind the last chunk": b"5\r\nhello\r\n0\n\n" + SMUGGLED,
    "bare LF ends the trailers": b"5\r\nhello\r\n0\r\n\n" + SMUGGLED,
    "bare CR ends the trailers": b"5\r\nhello\r\n0\r\n\rX" + SMUGGLED,
    "bare LF in an extension": b"5;a\nb\r\nhello\r\n0\r\n\r\n", "bare CR in an extension": b"5;a\rb\r\nhello\r\n0\r\n\r\n",
    "NUL in an extension": b"5;a\0b\r\nhello\r\n0\r\n\r\n", "extension without semicolon": b"5 a=b\r\nhello\r\n0\r\n\r\n",
    "extension of 1 MB": b"5;" + b"a" * 1_000_000 + b"\r\nhello\r\n0\r\n\r\n",
}
GOOD_CHUNKS = {
    "extension": b"5;a=b\r\nhello\r\n0\r\n\r\n", "extension with quotes": b'5;a="b;c"\r\nhello\r\n0;d\r\n\r\n',
    "extension that looks like a chunk": b'5;a="\\0"\r\nhello\r\n0;x=5\r\n\r\n',
    "blanks before the extension": b"5 ;a=b\r\nhello\r\n0\r\n\r\n",
    "blank behind the size": b"5 \r\nhello\r\n0\r\n\r\n", "zeros before the size": b"0000005\r\nhello\r\n000\r\n\r\n",
    "single bytes": b"".join(b"1\r\n%c\r\n" % byte for byte in b"hello") + b"0\r\n\r\n",
}
CODED = "Transfer-Encoding: chunked"
CHUNK_FORMS = [
    *(Attack(name, post(CODED, body=body), refused=(400, 413, CLOSED) if "1 MB" in name else (400,), partial=True,
             counter=(*OF_TWO, "body_size", "header_size")) for name, body in BAD_CHUNKS.items()),
    *(Attack(name, post(CODED, body=body), partial=True, counter=OF_TWO, harmless=HELLO) for name, body in GOOD_CHUNKS.items()),
]


def without_trailers(*names):
    def check(seen):
        kept = [name for name, _ in seen.trailers if name in names]
        return HELLO(seen) or (f"{kept} came through" if kept else "")
    return check


TRAILER_REFUSED = {"refused": (400, 431, CLOSED), "partial": True, "counter": (*OF_TWO, "header_size")}
TRAILERS = [
    *(Attack(f"trailer {field.split(':')[0]}", post(CODED, body=b"5\r\nhello\r\n0\r\n" + field.encode() + b"\r\n\r\n"),
             harmless=without_trailers(field.split(":")[0].lower()) if names_itself else HELLO, **TRAILER_REFUSED)
      for field, names_itself in (
          ("X-Forwarded-For: 6.6.6.6", True), ("Authorization: Bearer x", True), ("Forwarded: for=6.6.6.6", True),
          ("Connection: close", True),
          ("Transfer-Encoding: chunked", False), ("Content-Length: 3", True), ("Host: evil.example", False))),
    *(Attack(f"trailer with {name}", post(CODED, body=b"5\r\nhello\r\n0\r\n" + field + b"\r\n\r\n"), **TRAILER_REFUSED)
      for name, field in (("obs-fold", b"X-A: b\r\n c"), ("bare LF", b"X-A: b\nX-B: c"), ("NUL", b"X-A: b\0"),
                          ("a blank name", b"X A: b"),
                          ("no colon", b"GET /api/board/posts/smuggled HTTP/1.1"),
                          ("100,000 bytes", b"X-A: " + b"b" * 100_000))),
]

# A body nobody asked for stays a body: it is read away or the connection ends, it never becomes the next request.
UNREAD = [
    Attack(name, head(f"Content-Length: {len(SMUGGLED)}", *fields, line=f"{line} HTTP/1.1", host=host) + SMUGGLED,
           refused=statuses, counter=(), method=line.split(" ")[0])
    for name, line, host, statuses, *fields in (
        ("body of a path that is not there", "POST /nothing/here", "Host: localhost", (404, 405)),
        ("body of a method that is not allowed", "DELETE /api/stations", "Host: localhost", (405,)),
        ("body of a host that is not served", f"POST {TARGET}", "Host: evil.example", (421,)),
        ("body of a probe", "GET /health/live", "Host: localhost", (200, 400)),
        ("body of a page's HEAD", "HEAD /", "Host: localhost", (200, 400, 503)),
        ("body of OPTIONS", f"OPTIONS {TARGET}", "Host: localhost", (200, 204, 400)),
        ("body of metrics", "GET /metrics", "Host: localhost", (200, 400)),
        ("body of an expectation nobody meets", f"POST {TARGET}", "Host: localhost", (417,), "Expect: 42"),
    )]

TABLES = {"CL.TE and TE.CL": TWO_FRAMES, "TE.TE": TE_TE, "Content-Length": LENGTH_FORMS, "chunks": CHUNK_FORMS,
          "trailers": TRAILERS,
          "bodies nobody reads": UNREAD}
