#!/usr/bin/env python3
"""Reloads the model again and again while others read forecasts; exit 1 when anything is amiss.

usage: reloads.py --port N --pid N [--reloads 1000]   (ADMIN_TOKEN)
Where the registry has two versions of the champion's source, every hundredth reload is a change to the other one by
/ai/rollback, an even number of times, so that the champion is in the end who it was.
"""
import argparse
import collections
import http.client
import json
import os
import re
import threading
import time

READERS = 6
PAUSE_SECONDS = 0.02  # of a reader between two requests; without it they would take all processors
WARM_UP = 100
GROWTH_LIMIT_MB = 5
VERSION = re.compile(rb'"model_version":"([^"]*)"')


def resident_megabytes(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


class Client:
    """One kept connection; any error counts as a failed request."""

    def __init__(self, port, failures):
        self.port, self.failures, self.connection = port, failures, None

    def ask(self, method, path, body=None, headers=None):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            self.failures.append(f"{method} {path}: {error!r}")
            return None
        if answer.status != 200:
            self.failures.append(f"{method} {path}: {answer.status} {content[:200].decode(errors='replace')}")
            return None
        return content


class Reader(threading.Thread):
    def __init__(self, port, failures, over, position):
        super().__init__(daemon=True)
        self.client, self.over, self.position = Client(port, failures), over, position
        self.answers, self.mixed, self.versions = 0, [], collections.Counter()

    def run(self):
        while not self.over.wait(PAUSE_SECONDS):
            # Most read little, as people do; one in three reads the whole city.
            path = "/api/predictions" if self.position % 3 == 0 else "/api/predictions?fields=station_id,model_version,horizons&minutes=10"
            content = self.client.ask("GET", path)
            if content is None:
                continue
            self.answers += 1
            found = VERSION.findall(content)
            header = VERSION.search(content, 0, content.index(b'"predictions"'))
            predictions = content.count(b'"station_id"')
            if header is None or len(set(found)) != 1 or len(found) != predictions + 1:
                self.mixed.append(f"{path}: {collections.Counter(found).most_common(3)} in {predictions} predictions")
            self.versions[found[0].decode() if found else ""] += 1


def rivals(models):
    """The champion and another version it can change places with; None without one."""
    champion = next((one["model_version"] for one in models["models"] if one["kind"] == "trained" and one["champion"]), None)
    # Only who has served before: to go back to it is what a rollback is for.
    served = [one["model_version"] for one in models["history"] if one["action"] != "refused"]
    other = next((version for version in served if version != champion), None)
    return champion, other


def rivals_in_time(admin, patience=900):
    """The same, once the training that follows a first start is over: it takes memory, and brings the other version."""
    until = time.monotonic() + patience
    while True:
        champion, other = rivals(json.loads(admin.ask("GET", "/ai/models") or b'{"models":[],"history":[]}'))
        if champion is None or other or time.monotonic() > until:
            return champion, other
        if until - time.monotonic() > patience - 1:
            print(f"reloads: one version has served yet; waiting up to {patience} s for a second one to change places with", flush=True)
        time.sleep(5)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--reloads", type=int, default=1000)
    options = parser.parse_args()
    failures, over = [], threading.Event()
    admin = Client(options.port, failures)
    headers = {"Authorization": f"Bearer {os.environ['ADMIN_TOKEN']}", "Content-Type": "application/json"}
    champion, other = rivals_in_time(admin)
    if champion is None:
        raise SystemExit("reloads: there is no trained model to reload; predictor train makes one")
    readers = [Reader(options.port, failures, over, position) for position in range(READERS)]
    for reader in readers:
        reader.start()
    start, changes, before, serving = time.monotonic(), 0, resident_megabytes(options.pid), champion
    warm, warmed_at, durations = before, min(WARM_UP, options.reloads // 2), []
    changes_wanted = options.reloads // 100 // 2 * 2 if other else 0
    for count in range(1, options.reloads + 1):
        began = time.monotonic()
        if count % 100 == 0 and changes < changes_wanted:
            serving = other if serving == champion else champion
            body = json.dumps({"version": serving, "reason": "scripts/prove reloads"})
            admin.ask("POST", "/ai/rollback", body, headers)
            changes += 1
        else:
            admin.ask("POST", "/ai/reload-model", b"", headers)
        durations.append((time.monotonic() - began) * 1000)
        if count == warmed_at:
            warm = resident_megabytes(options.pid)
        if len(failures) > 100:
            break
    over.set()
    for reader in readers:
        reader.join(35)
    after = resident_megabytes(options.pid)
    answers, mixed = sum(reader.answers for reader in readers), [text for reader in readers for text in reader.mixed]
    versions = sum((reader.versions for reader in readers), collections.Counter())
    durations.sort()
    print(f"reloads: {len(durations)} in {time.monotonic() - start:.0f} s, {changes} of them changes of champion; a reload took "
          f"{durations[len(durations) // 2]:.0f} ms (p99 {durations[len(durations) * 99 // 100]:.0f} ms)")
    print(f"reloads: {answers} answers meanwhile, made by {', '.join(f'{name} ({count})' for name, count in versions.items())}; "
          f"failed requests: {len(failures)}; mixed answers: {len(mixed)}")
    print(f"reloads: resident memory {before:.1f} MB before, {warm:.1f} MB after {warmed_at}, {after:.1f} MB at the end "
          f"(limit {GROWTH_LIMIT_MB} MB more than after {warmed_at})")
    for text in (failures + mixed)[:10]:
        print(f"reloads: {text}")
    is_proved = not failures and not mixed and answers > 0 and after - warm <= GROWTH_LIMIT_MB
    raise SystemExit(0 if is_proved else 1)


if __name__ == "__main__":
    main()
