#!/usr/bin/env python3
"""Writes posts with many clients while the database and the service are killed, then looks for what was lost or doubled."""
import argparse
import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import threading
import time
import uuid

parser = argparse.ArgumentParser()
parser.add_argument("--database", choices=["sqlite", "mariadb"], required=True)
parser.add_argument("--binary", required=True)
parser.add_argument("--folder", type=pathlib.Path, required=True)
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--seconds", type=int, default=60)
parser.add_argument("--clients", type=int, default=64)
options = parser.parse_args()
folder, port = options.folder, options.port
folder.mkdir(parents=True)
PATH = os.environ["PATH"] + ":/usr/sbin"


class Server:
    """A process that is started again after each kill."""

    def __init__(self, name, command, environment=None):
        self.name, self.command = name, command
        self.environment = {**os.environ, "PATH": PATH, **(environment or {})}
        self.process = None

    def start(self):
        log = open(folder / f"{self.name}.log", "ab")
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                self.kill()


def make_mariadb():
    data, run = folder / "data", folder / "run"
    run.mkdir()
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run(["mariadb-install-db", "--no-defaults", f"--user={user}", f"--datadir={data}", "--skip-test-db",
                    "--auth-root-authentication-method=normal"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, "PATH": PATH})
    init = folder / "init.sql"
    init.write_text("CREATE USER IF NOT EXISTS board@'%' IDENTIFIED BY 'board';\n"
                    "GRANT ALL ON *.* TO board@'%';\nCREATE DATABASE IF NOT EXISTS board CHARACTER SET utf8mb4;\n")
    return Server("mariadb", ["mariadbd", "--no-defaults", f"--user={user}", f"--datadir={data}", f"--tmpdir={run}",
                              "--bind-address=127.0.0.1", f"--port={port + 1}", f"--socket={run}/s", "--skip-log-bin",
                              "--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=64M", f"--init-file={init}"])


class Client:
    """One connection that says what came of a request: (status, headers, JSON), or None when that is not known."""

    def __init__(self, token=None):
        self.token, self.connection = token, None

    def ask(self, method, path, body=None, **headers):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            if self.token:
                fields["Authorization"] = f"Bearer {self.token}"
            if body is not None:
                fields["Content-Type"], body = "application/json", json.dumps(body)
            self.connection.request(method, path, body, fields)
            response = self.connection.getresponse()
            text = response.read()
            return response.status, response.headers, json.loads(text) if text else {}
        except (OSError, http.client.HTTPException, ValueError):
            if self.connection:
                self.connection.close()
            self.connection = None
            return None


class Writer(threading.Thread):
    """Writes posts and changes them, each until it is told that it was done."""

    def __init__(self, number, token, end):
        super().__init__(daemon=True)
        self.number, self.client, self.end = number, Client(token), end
        self.posts, self.unknown, self.faults, self.retries, self.changes = {}, [], [], 0, 0
        self.source = random.Random(number)

    def run(self):
        try:
            count = 0
            while time.monotonic() < self.end:
                count += 1
                self.write(f"글 {self.number}-{count}")
                if self.posts and self.source.random() < 0.6:
                    self.change(self.source.choice(list(self.posts)))
        except Exception as error:  # a mistake of the proof must not look like success
            self.faults.append(f"client {self.number}: {error!r}")

    def write(self, title):
        key = str(uuid.uuid4())
        while True:
            answer = self.client.ask("POST", "/api/board/posts", {"title": title, "body": "본문 가나다"}, Idempotency_Key=key)
            if answer and answer[0] == 201:
                self.posts[answer[2]["id"]] = {"title": title, "version": 1, "body": "본문 가나다"}
                return
            if answer and answer[0] < 500:
                self.faults.append(f"{title}: {answer[0]} {answer[2]}")
                return
            if time.monotonic() > self.end + 30:
                self.unknown.append(title)
                return
            self.retries += 1
            time.sleep(0.1)

    def change(self, id):
        post = self.posts[id]
        body = f"바뀐 본문 {uuid.uuid4()}"
        while time.monotonic() < self.end + 30:
            answer = self.client.ask("PATCH", f"/api/board/posts/{id}", {"body": body}, If_Match=f'"{post["version"]}"')
            if answer and answer[0] == 200:
                post.update(version=answer[2]["version"], body=body)
                self.changes += 1
                return
            if answer and answer[0] == 412:
                # An attempt before was done although its answer never came.
                read = self.client.ask("GET", f"/api/board/posts/{id}")
                if read and read[0] == 200:
                    if read[2]["version"] < post["version"]:
                        self.faults.append(f"post {id} went back to version {read[2]['version']} from {post['version']}")
                    if read[2]["body"] != body:
                        self.faults.append(f"post {id} holds what nobody wrote")
                    post.update(version=read[2]["version"], body=body)
                    return
            elif answer and answer[0] < 500:
                self.faults.append(f"change of {id}: {answer[0]} {answer[2]}")
                return
            self.retries += 1
            time.sleep(0.1)
        post["body"] = None  # not known


class Follower(threading.Thread):
    """Follows the feed of changes the whole time, as another service would."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen, self.cursor, self.done = {}, "", False

    def run(self):
        client = Client()
        while True:
            is_last = self.done
            answer = client.ask("GET", f"/api/board/posts?changed_since={self.cursor}")
            if answer and answer[0] == 200:
                for post in answer[2]["posts"]:
                    self.seen[post["id"]] = (post["title"], post["version"])
                self.cursor = answer[2]["next"]
                if is_last and not answer[2]["posts"] and not answer[2]["more"]:
                    return
            time.sleep(0.05)


def wait_ready(seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = Client().ask("GET", "/health/ready")
        if answer and answer[0] == 200:
            return
        time.sleep(0.05)
    sys.exit("the board did not become ready")


def all_posts():
    client, cursor, posts = Client(), "", {}
    while True:
        answer = client.ask("GET", "/api/board/posts?sort=oldest&limit=100" + (f"&cursor={cursor}" if cursor else ""))
        assert answer and answer[0] == 200, answer
        for post in answer[2]["posts"]:
            posts[post["id"]] = post
        cursor = answer[2]["next"]
        if cursor is None:
            return posts


def main():
    mariadb = make_mariadb() if options.database == "mariadb" else None
    url = f"mysql://board:board@127.0.0.1:{port + 1}/board" if mariadb else f"sqlite:{folder}/board.sqlite"
    off = {name: "off" for name in ["WRITE_LIMIT", "ADDRESS_WRITE_LIMIT", "SIGN_IN_LIMIT", "SIGN_UP_LIMIT"]}
    board = Server("board", [options.binary, "serve"],
                   {**off, "PORT": str(port), "VAR_DIR": str(folder / "var"), "DATABASE_URL": url, "LOG_LEVEL": "error"})
    try:
        if mariadb:
            mariadb.start()
        board.start()
        wait_ready()
        run(board, mariadb)
    finally:
        board.stop()
        if mariadb:
            mariadb.stop()


def run(board, mariadb):
    tokens = []
    for number in range(8):
        answer = Client().ask("POST", "/api/auth/register", {"name": f"writer{number}", "password": "correct horse"})
        tokens.append(answer[2]["access_token"])
    start = time.monotonic()
    writers = [Writer(number, tokens[number % 8], start + options.seconds) for number in range(options.clients)]
    follower = Follower()
    for thread in [*writers, follower]:
        thread.start()
    victims = [mariadb, mariadb, board] if mariadb else [board, board, board]
    for index, victim in enumerate(victims):
        time.sleep(max(0, start + options.seconds * (index + 1) / 4 - time.monotonic()))
        victim.kill()
        time.sleep(1)
        victim.start()
    for writer in writers:
        writer.join()
    wait_ready()
    follower.done = True
    follower.join(60)
    check(writers, follower, time.monotonic() - start)


def check(writers, follower, seconds):
    faults = [fault for writer in writers for fault in writer.faults]
    found = all_posts()
    titles = {}
    for id, post in found.items():
        titles.setdefault(post["title"], []).append(id)
    faults += [f"{title} is there {len(ids)} times" for title, ids in titles.items() if len(ids) > 1]
    acknowledged = {id: post for writer in writers for id, post in writer.posts.items()}
    allowed = {post["title"] for post in acknowledged.values()} | {title for writer in writers for title in writer.unknown}
    faults += [f"{title} was never written" for title in titles if title not in allowed]
    client = Client()
    for id, post in acknowledged.items():
        if id not in found:
            faults.append(f"{post['title']} ({id}) was acknowledged and is lost")
            continue
        read = client.ask("GET", f"/api/board/posts/{id}")
        if read[2]["version"] < post["version"] or post["body"] is not None and read[2]["body"] != post["body"]:
            faults.append(f"{post['title']} ({id}): version {read[2]['version']}, acknowledged was {post['version']}")
        if follower.seen.get(id, ("", 0))[1] != read[2]["version"]:
            faults.append(f"{post['title']} ({id}): the feed told of version {follower.seen.get(id)}, it is {read[2]['version']}")
    changes, retries = sum(w.changes for w in writers), sum(w.retries for w in writers)
    print(f"{options.database}: {len(acknowledged)} posts and {changes} changes acknowledged by {options.clients} clients in "
          f"{seconds:.0f} s with three kills, {retries} retries; {len(faults)} faults")
    for fault in faults[:20]:
        print("  " + fault)
    if faults or len(acknowledged) < options.clients:
        sys.exit(1)


main()
