#!/usr/bin/env python3
"""Watches both event streams in Redis: how long after a snapshot's event do its forecasts follow?

usage: cycle_observer.py --cycles N   (REDIS_URL)
Prints {"stations", "milliseconds": […]}; fails when a minute passes without a forecast, or one lacks a station.
"""
import argparse
import json
import os
import time

import redis

SNAPSHOTS, PREDICTIONS = b"events:snapshots", b"events:predictions"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, required=True)
    cycles = parser.parse_args().cycles
    server = redis.Redis.from_url(os.environ["REDIS_URL"])
    seen, times = {}, []
    positions = {stream: (server.xrevrange(stream, count=1) or [(b"0", {})])[0][0] for stream in (SNAPSHOTS, PREDICTIONS)}
    while len(times) < cycles:
        answer = server.xread(positions, block=60_000)
        now = time.perf_counter()
        if not answer:
            raise SystemExit(f"no event for a minute after {len(times)} cycles")
        for stream, entries in (answer.items() if isinstance(answer, dict) else answer):
            for entry, fields in (entries[0] if entries and isinstance(entries[0], list) else entries):
                positions[stream] = entry
                version = fields[b"version"]
                if stream == SNAPSHOTS:
                    seen[version] = now
                elif version in seen:
                    times.append((now - seen.pop(version)) * 1000)
    snapshot = json.loads(server.get("prediction:snapshot"))
    stations = len(snapshot["predictions"])
    keys = server.exists(*[f"prediction:station:{one['station_id']}" for one in snapshot["predictions"]])
    horizons = {len(one["horizons"]) for one in snapshot["predictions"]}
    if horizons != {5} or keys != stations:
        raise SystemExit(f"{stations} stations, {keys} with a key of their own, horizons {horizons}")
    print(json.dumps({"stations": stations, "milliseconds": times}))


if __name__ == "__main__":
    main()
