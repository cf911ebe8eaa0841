"""An HTTP/2 client that sends exactly the frames it is given; of answers it reads what a test asks for."""
import asyncio
import ssl
import struct

from edge.wire import Wire

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, END_HEADERS, ACK = 1, 4, 1
STATUSES = {8: 200, 9: 204, 10: 206, 11: 304, 12: 400, 13: 404, 14: 500}  # of HPACK's static table
DIGITS = {"00000": "0", "00001": "1", "00010": "2", "011001": "3", "011010": "4", "011011": "5", "011100": "6", "011101": "7",
          "011110": "8", "011111": "9"}
GONE = "gone"  # the connection ended
RESET = "reset"  # the stream was


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def integer(value, bits):
    """HPACK's integers, without the bits before them."""
    limit = (1 << bits) - 1
    if value < limit:
        return bytes([value])
    out, value = bytes([limit]), value - limit
    while value >= 128:
        out, value = out + bytes([value % 128 + 128]), value // 128
    return out + bytes([value])


def block(fields):
    """Fields as literals that are not kept; text becomes its Latin-1 bytes."""
    out = b""
    for pair in fields:
        out += b"\0" + b"".join(integer(len(part), 7) + part for part in (
            text.encode("latin-1") if isinstance(text, str) else text for text in pair))
    return out


def status_of(payload):
    """The status at the head of a block of fields: indexed, plain or in Huffman's code; 0 when it is none of these."""
    while payload and payload[0] & 0xE0 == 0x20:
        payload = payload[1:]  # a change of the table's size
    if not payload:
        return 0
    if payload[0] & 0x80:
        return STATUSES.get(payload[0] & 0x7F, 0)
    length, text = payload[1] & 0x7F, payload[2:2 + (payload[1] & 0x7F)]
    if not payload[1] & 0x80:
        return int(text) if text.isdigit() and length == 3 else 0
    bits, digits = "".join(f"{byte:08b}" for byte in text), ""
    while len(digits) < 3:
        code = next((code for code in DIGITS if bits.startswith(code)), None)
        if code is None:
            return 0
        digits, bits = digits + DIGITS[code], bits[len(code):]
    return int(digits)


def tls(protocols=("h2",)):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols))
    return context


class H2Wire:
    """One connection, its preface sent. Frames the other side sends are read by `frames`."""

    def __init__(self, wire):
        self.wire = wire

    @classmethod
    async def open(cls, port, settings=b"", receive_buffer=None):
        wire = await Wire.open(port, receive_buffer=receive_buffer, context=tls())
        chosen = wire.writer.get_extra_info("ssl_object").selected_alpn_protocol()
        if chosen != "h2":
            wire.abort()
            raise OSError(f"HTTP/2 is not offered, but {chosen}")
        wire.send(PREFACE + frame(SETTINGS, 0, 0, settings))
        return cls(wire)

    def send(self, data):
        self.wire.send(data)

    async def frame(self):
        """(kind, flags, stream, payload); None when the connection ended."""
        try:
            head = await self.wire.reader.readexactly(9)
            payload = await self.wire.reader.readexactly(int.from_bytes(head[:3], "big"))
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            return None
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFFFFFF
        if kind == SETTINGS and not flags & ACK:
            self.send(frame(SETTINGS, ACK, 0))
        return kind, flags, stream, payload

    async def outcome(self, stream=1):
        """What became of a stream: its status once it is over, RESET, or GONE with the connection."""
        status = None
        while (found := await self.frame()) is not None:
            kind, flags, number, payload = found
            if kind == GOAWAY and int.from_bytes(payload[:4], "big") < stream:
                return GONE
            if number != stream:
                continue
            if kind == RST_STREAM:
                return status or RESET
            if kind == HEADERS and status is None:
                status = status_of(payload)
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                return status
        return GONE

    def abort(self):
        self.wire.abort()


def head(target, method="GET", fields=(), authority="localhost", scheme="https"):
    """The fields of a plain request."""
    return [(":method", method), (":scheme", scheme), (":authority", authority), (":path", target), *fields]


def headers(fields, stream=1, end=True):
    return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block(fields))


def upload(fields, body, stream=1):
    return headers(fields, stream, end=False) + frame(DATA, END_STREAM, stream, body)
