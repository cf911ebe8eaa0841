"""Speaks the protocols of model servers, with vectors and scores made of hashes; only Python's standard library.

    model_server.py PORT_FILE [TEI_OPENAPI]

POST /v1/embeddings, /v1/chat/completions (OpenAI), /rerank (TEI), /v2/rerank (Cohere). The model's name in a request
(for TEI, which has none, the question's first word) chooses a fault; names such as `503-2-name` fail that often before
they are served. GET /requests tells what was asked. TEI's bodies are checked against its OpenAPI file where that and
the package jsonschema are there. Ends when its standard input does.
"""
import collections
import gzip
import hashlib
import http.server
import json
import os
import re
import socket
import sys
import threading
import time

requests, failures, lock = [], collections.Counter(), threading.Lock()
KEY = "sk-test-1234567890"
ANSWER = ["따릉이 ", "하루권은 ", "천 원입니다 [1]. ", "🚲"]


def vector(text, size=16):
    digest = hashlib.sha256(text.encode()).digest()
    return [(byte - 127.5) / 16 for byte in digest[:size]]


def score(query, text):
    """The share of the question's characters that the text has."""
    wanted = set(query) - {" "}
    return len(wanted & set(text)) / max(1, len(wanted))


def load_tei(path):
    if not path:
        return None
    import jsonschema

    document = json.load(gzip.open(path))
    schema = {"$ref": "#/components/schemas/RerankRequest", "components": document["components"]}
    document["components"]["schemas"]["RerankRequest"]["additionalProperties"] = False
    return jsonschema.Draft202012Validator(schema)


class Refusal(Exception):
    def __init__(self, status, body, headers=()):
        self.status, self.body, self.headers = status, body, headers


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Buffered: a head and what is written at once behind it arrive together.
    wbufsize = -1

    def log_message(self, *_):
        pass

    def do_GET(self):
        with lock:
            self.send(200, list(requests))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint = {
            "/v1/embeddings": self.embeddings,
            "/v1/chat/completions": self.chat,
            "/rerank": self.tei,
            "/v2/rerank": self.cohere,
        }.get(self.path)
        texts = body.get("input") or body.get("texts") or body.get("documents") or []
        self.model = body.get("model") or body.get("query", "").split(" ")[0]
        with lock:
            key = self.headers["Authorization"]
            requests.append({"path": self.path, "model": self.model, "texts": len(texts), "key": key, "body": body})
        try:
            if endpoint is None:
                raise Refusal(404, {"error": {"message": "no such endpoint"}})
            self.fail_as_wanted()
            endpoint(body)
        except Refusal as refusal:
            self.send(refusal.status, refusal.body, refusal.headers)

    def fail_as_wanted(self):
        """Faults that all endpoints share."""
        match = re.match(r"([a-z]+|\d{3})(?:-(\d+))?(?:-|$)", self.model)
        kind, times = (match.group(1), int(match.group(2) or 1_000_000)) if match else ("", 0)
        with lock:
            failures[self.model] += 1
            if failures[self.model] > times:
                return
        error = {"error": {"message": f"{self.model} fails", "type": "server_error"}}
        if self.path == "/rerank":
            error = {"error": f"{self.model} fails", "error_type": "Backend"}
        if self.path == "/v2/rerank":
            error = {"id": "0", "message": f"{self.model} fails"}
        if kind == "later":
            raise Refusal(429, error, [("Retry-After", "3600")])
        if kind == "429":
            raise Refusal(429, error, [("Retry-After", "2")])
        if kind.isdigit():
            raise Refusal(int(kind), error)
        if kind == "locked" and self.headers["Authorization"] != f"Bearer {KEY}":
            said = f"Incorrect API key provided: {self.headers['Authorization']}"
            raise Refusal(401, {"error": {"message": said}})
        if kind == "proxy":
            self.raw(502, b"<html>Bad gateway</html>", "text/html")
            raise ConnectionAbortedError
        if kind == "reset":
            self.drop()
        if kind == "hang":
            self.hang()
        if kind == "garbage" and "chat" not in self.path:
            self.raw(200, b'{"data":[{"index":0,"embedd', "application/json")
            raise ConnectionAbortedError

    # OpenAI

    def embeddings(self, body):
        texts = body["input"]
        if set(body) != {"model", "input", "encoding_format"} or body["encoding_format"] != "float":
            raise Refusal(400, {"error": {"message": "unknown or missing fields"}})
        if not texts or not all(isinstance(text, str) and text for text in texts):
            raise Refusal(400, {"error": {"message": "input cannot be an empty string"}})
        if self.model.startswith("small") and len(texts) > 20:
            raise Refusal(413, {"message": "batch size > maximum allowed batch size 20", "type": "Validation"})
        size = 8 if self.model.startswith("resized") and len(texts) > 1 else 16
        data = [{"object": "embedding", "index": i, "embedding": vector(text, size)} for i, text in enumerate(texts)]
        data.reverse()
        if self.model.startswith("short"):
            data.pop()
        if self.model.startswith("twice"):
            data[0]["index"] = data[-1]["index"]
        if self.model.startswith("zero"):
            data[0]["embedding"] = [0] * size
        if self.model.startswith("text"):
            data[0]["embedding"] = "AAAA"
        if self.model.startswith("big"):
            data[0]["note"] = "x" * 200_000
        self.send(200, {"object": "list", "data": data, "model": self.model, "usage": {"total_tokens": 1}})

    def chat(self, body):
        known = {"model", "messages", "stream", "stream_options", "max_tokens", "temperature"}
        roles = [message["role"] for message in body["messages"]]
        if not set(body) <= known or body["stream"] is not True or not set(roles) <= {"system", "user", "assistant"}:
            raise Refusal(400, {"error": {"message": "unknown or missing fields"}})
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        kind = self.model.split("-")[0]
        pieces = [message["content"] for message in body["messages"]] if kind == "echo" else ANSWER
        first = self.delta({"role": "assistant", "content": ""}) + b"".join(self.delta({"content": p}) for p in pieces)
        usage = self.data({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 4, "total_tokens": 9}})
        whole = first + self.delta({}, "stop") + usage + b"data: [DONE]\n\n"
        if kind == "split":
            self.split(whole)
        elif kind == "silent":
            self.write(first)
            self.hang()
        elif kind == "cut":
            self.write(first)
            self.drop()
        elif kind == "torn":
            self.write(first + b'data: {"choices":[{"index":0,"delta":{"con')
            self.end()
        elif kind == "unfinished":
            self.write(first + self.delta({}, "stop"))
            self.end()
        elif kind == "garbage":
            self.write(first + b"data: <html>oops</html>\n\ndata: [DONE]\n\n")
            self.end()
        elif kind == "broken":
            error = {"error": {"message": f"overloaded, key {self.headers['Authorization']}", "code": 529}}
            self.write(first + self.data(error) + b"data: [DONE]\n\n")
            self.end()
        elif kind == "filtered":
            self.write(first + self.delta({}, "content_filter") + b"data: [DONE]\n\n")
            self.end()
        elif kind == "empty":
            self.write(self.delta({}, "stop") + b"data: [DONE]\n\n")
            self.end()
        elif kind == "endless":
            self.write(first)
            while True:
                self.write(b": still there\n\n" + self.delta({"content": "그리고 "}) * 200)
        elif kind == "line":
            self.write(first)
            while True:
                self.write(b"data: " + b"x" * 65536)
        elif kind == "drip":
            self.write(first)
            while True:
                self.write(b": still there\n\n")
                time.sleep(0.05)
        else:
            self.write(whole)
            self.end()

    def delta(self, delta, reason=None):
        return self.data({"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "usage": None})

    @staticmethod
    def data(value):
        return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"

    def split(self, stream):
        """Byte by byte, with a byte order mark, comments and the line ends of another world."""
        stream = b"\xef\xbb\xbf: hello\r\n\r\n" + stream.replace(b"\n", b"\r\n")
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in stream:
            self.write(bytes([byte]))
        self.end()

    # Rerankers

    def tei(self, body):
        if tei_schema:
            wrong = next(tei_schema.iter_errors(body), None)
            if wrong:
                raise Refusal(422, {"error": f"schema: {wrong.message[:150]}", "error_type": "Validation"})
        if not body["texts"]:
            raise Refusal(400, {"error": "`texts` cannot be empty", "error_type": "Empty"})
        if len(body["texts"]) > 32:
            said = f"batch size {len(body['texts'])} > maximum allowed batch size 32"
            raise Refusal(413, {"error": said, "error_type": "Validation"})
        ranks = [{"index": i, "score": score(body["query"], text)} for i, text in enumerate(body["texts"])]
        if self.model.startswith("short"):
            ranks.pop()
        self.send(200, sorted(ranks, key=lambda rank: -rank["score"]))

    def cohere(self, body):
        if not set(body) <= {"model", "query", "documents", "top_n", "max_tokens_per_doc"} or not body["model"]:
            raise Refusal(400, {"id": "0", "message": "invalid request: unknown fields"})
        results = [
            {"index": i, "relevance_score": score(body["query"], text)} for i, text in enumerate(body["documents"])
        ]
        results.sort(key=lambda result: -result["relevance_score"])
        self.send(200, {"id": "0", "results": results[: body.get("top_n")], "meta": {"api_version": {"version": "2"}}})

    # Sending

    def send(self, status, value, headers=()):
        self.raw(status, json.dumps(value).encode(), "application/json", headers)

    def raw(self, status, body, kind, headers=()):
        self.send_response(status)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(body))), *headers]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def write(self, chunk):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.flush()

    def end(self):
        self.wfile.write(b"0\r\n\r\n")

    def hang(self):
        """Until the client goes."""
        self.connection.recv(1)
        raise ConnectionAbortedError

    def drop(self):
        self.connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """Clients that went away are what the tests want."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


tei_schema = load_tei(sys.argv[2] if len(sys.argv) > 2 else None)
server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
sys.stdin.read()
