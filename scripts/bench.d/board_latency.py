#!/usr/bin/env python3
"""Times single requests of one client: board_latency.py --port N --posts N [--requests N]. Prints one line a question:
name, median and 99th percentile in ms."""
import argparse
import http.client
import json
import random
import time
import urllib.parse

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--posts", type=int, required=True)
parser.add_argument("--requests", type=int, default=1000)
options = parser.parse_args()
source = random.Random(1)
connection = http.client.HTTPConnection("127.0.0.1", options.port, timeout=10)
LIST = "/api/board/posts?limit=20"


def ask(path):
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, (path, response.status, body[:300])
    return body


def search(word):
    return f"{LIST}&q={urllib.parse.quote(word)}"


questions = {
    "first page": lambda: LIST,
    "page 1,000 by cursor": lambda: f"{LIST}&cursor=newest.{options.posts - 999 * 20 + 1}",
    "one post": lambda: f"/api/board/posts/{source.randrange(1, options.posts)}",
    "search, rare word": lambda: search("벼락치기"),
    "search, word in 30 %": lambda: search("고장"),
    "search in comments, word in 30 %": lambda: f"/api/board/comments?limit=20&q={urllib.parse.quote('고장')}",
}
for word in ["벼락치기", "고장"]:
    assert len(json.loads(ask(search(word)))["posts"]) == 20, word
for name, path in questions.items():
    for _ in range(20):
        ask(path())
    times = []
    for _ in range(options.requests):
        target = path()
        start = time.perf_counter()
        ask(target)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(f"{name}\t{times[len(times) // 2]:.2f}\t{times[int(len(times) * 0.99)]:.2f}")
