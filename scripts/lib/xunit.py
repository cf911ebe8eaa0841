#!/usr/bin/env python3
"""Prints one line a test of Swift Testing's xUnit reports: "ok NAME", "not ok NAME: why", "skip NAME: why".

usage: xunit.py FILE…   (files that are missing are passed over)
Reads by line, not as XML: the reports do not escape '<', '&' and quotes in the names of tests.
"""
import html
import os
import re
import sys

CASE = re.compile(r'^\s*<testcase classname="(.*?)" name="(.*?)"\s+(?:time="[0-9.e-]*"\s*)?(/?)>\s*$')
FAILURE = re.compile(r'^\s*<failure message="(.*)" />\s*$')
SKIPPED = re.compile(r"^\s*<skipped\s*(?:/>|>(.*)</skipped>)\s*$")


def tidy(text, fallback):
    return " ".join(html.unescape(text or "").split())[:300] or fallback


def report(path):
    name = verdict = None
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if case := CASE.match(line):
                name, verdict = f"{case[1]} {html.unescape(case[2])}".replace("`", ""), "ok {}"
                if case[3]:
                    yield verdict.format(name)
            elif failure := FAILURE.match(line):
                if verdict == "ok {}":  # the first of several counts
                    verdict = "not ok {}: " + tidy(failure[1], "see the log").replace("{", "{{").replace("}", "}}")
            elif skipped := SKIPPED.match(line):
                verdict = "skip {}: " + tidy(skipped[1], "no reason given").replace("{", "{{").replace("}", "}}")
            elif line.strip() == "</testcase>" and name:
                yield verdict.format(name)


if __name__ == "__main__":
    for file in filter(os.path.isfile, sys.argv[1:]):
        print("\n".join(report(file)))
