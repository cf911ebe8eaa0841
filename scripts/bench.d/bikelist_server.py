#!/usr/bin/env python3
"""Speaks Seoul's bikeList from memory: 2,730 stations in three pages, encoded once.

usage: bikelist_server.py --port N [--stations 2730]
"""
import argparse
import http.server
import json
import random

PAGE = 1000


def station(number, chance):
    racks = chance.randint(7, 40)
    bikes = min(chance.randint(0, racks), chance.randint(0, 40))
    return {
        "rackTotCnt": str(racks),
        "stationName": f"{number}. 망원역 {number % 12 + 1}번출구 앞",
        "parkingBikeTotCnt": str(bikes),
        "shared": str(round(100 * bikes / racks)),
        "stationLatitude": f"{chance.uniform(37.43, 37.69):.8f}",
        "stationLongitude": f"{chance.uniform(126.80, 127.18):.8f}",
        "stationId": f"ST-{number - 98}",
    }


def envelope(rows):
    result = {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다."}
    return {"rentBikeStatus": {"list_total_count": len(rows), "RESULT": result, "row": rows}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--stations", type=int, default=2730)
    options = parser.parse_args()
    chance = random.Random(1)
    rows = [station(number, chance) for number in range(102, 102 + options.stations)]
    pages = {start + 1: json.dumps(envelope(rows[start:start + PAGE]), ensure_ascii=False).encode()
             for start in range(0, len(rows), PAGE)}
    nothing = json.dumps({"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}}, ensure_ascii=False).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together
        disable_nagle_algorithm = True

        def do_GET(self):
            parts = self.path.strip("/").split("/")
            known = len(parts) >= 5 and parts[1:3] == ["json", "bikeList"] and parts[3].isdigit()
            body = pages.get(int(parts[3]), nothing) if known else nothing
            self.send_response(200)
            self.send_header("Content-Type", "application/json;charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
