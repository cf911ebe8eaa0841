"""Qdrant's REST interface over qdrant-client's local mode; needs the packages qdrant-client and jsonschema.

    qdrant_server.py PORT_FILE OPENAPI [API_KEY]

Every body is checked against Qdrant's OpenAPI file, stricter than Qdrant does: unknown fields are refused as well. GET
/requests tells what was asked. Ends when its standard input does.
"""
import gzip
import http.server
import json
import os
import re
import sys
import threading
import time
import urllib.parse
import warnings

import jsonschema
from pydantic import TypeAdapter
from qdrant_client import QdrantClient, models

warnings.filterwarnings("ignore")
client = QdrantClient(":memory:")
lock = threading.Lock()
indexes, requests = {}, []
api_key = sys.argv[3] if len(sys.argv) > 3 else None


def strict(schema):
    """OpenAPI 3.0 to JSON Schema: `nullable`, and no fields but those that are named."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: strict(value) for key, value in schema.items() if key != "nullable"}
    if result.get("type") == "object" and "properties" in result:
        result.setdefault("additionalProperties", False)
    if schema.get("nullable") is True:
        return {"anyOf": [result, {"type": "null"}]} if len(schema) > 1 else {"type": "null"}
    return result


document = json.load(gzip.open(sys.argv[2]))
components = {"schemas": {name: strict(schema) for name, schema in document["components"]["schemas"].items()}}
validators = {}


def validate(method, template, body):
    operation = document["paths"][template][method.lower()]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    if (method, template) not in validators:
        validators[method, template] = jsonschema.Draft202012Validator({**strict(schema), "components": components})
    wrong = jsonschema.exceptions.best_match(validators[method, template].iter_errors(body))
    if wrong:
        raise Refusal(400, f"Format error in JSON body: {wrong.json_path}: {wrong.message[:200]}")


class Refusal(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


def parsed(kind, value):
    return TypeAdapter(kind).validate_python(value)


def dump(value):
    return json.loads(value.model_dump_json())


def require(name):
    if not client.collection_exists(name):
        raise Refusal(404, f"Not found: Collection `{name}` doesn't exist!")


def get_collection(name, _):
    require(name)
    fields = {field: {"data_type": kind, "points": 0} for field, kind in indexes[name].items()}
    return {**dump(client.get_collection(name)), "payload_schema": fields}


def create_collection(name, body):
    if client.collection_exists(name):
        raise Refusal(409, f"Wrong input: Collection `{name}` already exists!")
    request = parsed(models.CreateCollection, body)
    client.create_collection(name, vectors_config=request.vectors, sparse_vectors_config=request.sparse_vectors)
    indexes[name] = {}
    return True


def create_index(name, body):
    require(name)
    indexes[name][body["field_name"]] = body["field_schema"]
    return {"operation_id": 0, "status": "completed"}


def upsert(name, body):
    require(name)
    config = client.get_collection(name).config.params.vectors
    for point in body["points"]:
        for key, vector in point["vector"].items():
            if key in config and len(vector) != config[key].size:
                wrong = f"expected dim: {config[key].size}, got {len(vector)}"
                raise Refusal(400, f"Wrong input: Vector dimension error: {wrong}")
    client.upsert(name, parsed(list[models.PointStruct], body["points"]))
    return {"operation_id": 0, "status": "completed"}


def query_batch(name, body):
    require(name)
    answers = client.query_batch_points(name, parsed(list[models.QueryRequest], body["searches"]))
    return [dump(answer) for answer in answers]


def count(name, body):
    require(name)
    request = parsed(models.CountRequest, body)
    return {"count": client.count(name, request.filter, exact=request.exact).count}


def delete(name, body):
    require(name)
    client.delete(name, parsed(models.PointsSelector, body))
    return {"operation_id": 0, "status": "completed"}


BASE = "/collections/{collection_name}"
ROUTES = {
    ("GET", BASE): get_collection,
    ("GET", BASE + "/exists"): lambda name, _: {"exists": client.collection_exists(name)},
    ("PUT", BASE): create_collection,
    ("PUT", BASE + "/index"): create_index,
    ("PUT", BASE + "/points"): upsert,
    ("POST", BASE + "/points/query/batch"): query_batch,
    ("POST", BASE + "/points/count"): count,
    ("POST", BASE + "/points/delete"): delete,
}
PATTERNS = {
    route: re.compile(route[1].replace("{collection_name}", "([^/]+)") + "$") for route in ROUTES
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_any(self):
        start = time.perf_counter()
        length = int(self.headers["Content-Length"] or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        if self.path == "/requests":
            return self.send(200, requests)
        url = urllib.parse.urlsplit(self.path)
        with lock:
            requests.append({"method": self.command, "path": self.path, "bytes": length})
            try:
                if api_key and self.headers["api-key"] != api_key:
                    raise Refusal(401, "Must provide an API key or an Authorization bearer token")
                answer = {"result": self.answer(url.path, body), "status": "ok"}
                status = 200
            except Refusal as refusal:
                status, answer = refusal.status, {"status": {"error": refusal.message}}
        self.send(status, {**answer, "time": time.perf_counter() - start})

    do_GET = do_PUT = do_POST = handle_any

    def answer(self, path, body):
        for (method, template), serve in ROUTES.items():
            match = PATTERNS[method, template].match(path)
            if match and method == self.command:
                if method != "GET":
                    validate(method, template, body)
                return serve(match.group(1), body)
        raise Refusal(404, "")

    def send(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
sys.stdin.read()
