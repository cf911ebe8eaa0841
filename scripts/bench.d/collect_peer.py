#!/usr/bin/env python3
"""The peer of `scripts/bench collect`: requests, json and a redis-py pipeline, writing the keys our collector writes.

usage: collect_peer.py --cycles N   (REDIS_URL, SEOUL_API_BASE_URL and SEOUL_API_KEY as for the collector)
Prints {"cycles", "cpu_seconds", "wall_seconds"} of N cycles after five to warm up.
"""
import argparse
import datetime
import json
import os
import resource
import time

import redis
import requests

KST = datetime.timezone(datetime.timedelta(hours=9))
EXPIRY_MS = 4 * 300 * 1000
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Collector:
    def __init__(self):
        self.session = requests.Session()
        self.redis = redis.Redis.from_url(os.environ["REDIS_URL"])
        self.base = f"{os.environ['SEOUL_API_BASE_URL']}/{os.environ['SEOUL_API_KEY']}/json/bikeList"
        self.last = {}  # id → (bikes, changed_at)

    def fetch(self):
        rows, start = [], 1
        while True:
            answer = self.session.get(f"{self.base}/{start}/{start + 999}/", timeout=10)
            answer.raise_for_status()
            page = json.loads(answer.content)["rentBikeStatus"]["row"]
            rows += page
            if len(page) < 1000:
                return rows
            start += 1000

    def record(self, row, now):
        station, bikes, racks = row["stationId"], int(row["parkingBikeTotCnt"]), int(row["rackTotCnt"])
        number, _, name = row["stationName"].partition(". ")
        known = self.last.get(station)
        changed = known[1] if known and known[0] == bikes else now
        self.last[station] = (bikes, changed)
        return station, encode({
            "station_id": station, "number": number, "name": name.strip(), "district": "",
            "lat": round(float(row["stationLatitude"]), 6), "lon": round(float(row["stationLongitude"]), 6), "racks": racks,
            "bikes": bikes, "docks_free": max(racks - bikes, 0), "observed_at": now, "collected_at": now,
            "changed_at": changed, "source": "seoul"})

    def cycle(self):
        rows = self.fetch()
        now = datetime.datetime.now(KST).isoformat(timespec="milliseconds")
        records = [self.record(row, now) for row in rows]
        header = encode({"source": "seoul", "observed_at": now, "collected_at": now, "stations": len(records)})
        pipeline = self.redis.pipeline(transaction=False)
        for station, record in records:
            pipeline.set(f"realtime:station:{station}", record, px=EXPIRY_MS)
        listing = ",".join(record for _, record in records)
        pipeline.set("realtime:snapshot", f'{{"snapshot":{header},"stations":[{listing}]}}')
        pipeline.xadd("events:snapshots", {"version": now, "source": "seoul"}, maxlen=1000, approximate=True)
        pipeline.execute()


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, required=True)
    cycles = parser.parse_args().cycles
    collector = Collector()
    for _ in range(5):
        collector.cycle()
    cpu, wall = cpu_seconds(), time.perf_counter()
    for _ in range(cycles):
        collector.cycle()
    print(json.dumps({"cycles": cycles, "cpu_seconds": cpu_seconds() - cpu, "wall_seconds": time.perf_counter() - wall}))


if __name__ == "__main__":
    main()
