#!/usr/bin/env python3
"""Fills an empty board with posts, comments and their search index. The schema is there already (board-api migrate).

board_data.py --sqlite FILE | --tsv FOLDER [--posts N] [--comments N]

Writes into the SQLite file, or one tab-separated file a table for LOAD DATA. Deterministic.
"""
import argparse
import heapq
import itertools
import pathlib
import random
import sqlite3

import numpy

COMMON, RARE = "고장", "벼락치기"
NOW = 1_800_000_000_000


def make_words(source):
    def syllable():
        # The 600 first syllables hold most of everyday Korean as well as any.
        return chr(0xAC00 + 28 * source.randrange(0, 399) + source.choice([0, 0, 0, 4, 8, 16, 21]))

    return ["".join(syllable() for _ in range(source.choice([2, 2, 2, 3, 3, 4]))) for _ in range(3000)]


def make_posts(count, words, source):
    weights = [1 / (rank + 10) for rank in range(len(words))]
    for number in range(1, count + 1):
        body = source.choices(words, weights, k=40)
        if source.random() < 0.3:
            body[source.randrange(40)] = COMMON
        if number % (count // 50) == 7:
            body[3] = RARE
        fault = number % 20 == 0
        yield {
            "id": number, "author": 1 + number % 500, "title": " ".join(source.choices(words, weights, k=4)),
            "body": " ".join(body), "category": source.choice(["general", "question", "tip", "station"]),
            "station": f"ST-{source.randrange(1, 2700)}" if fault or number % 3 == 0 else None,
            "kind": "fault" if fault else "post", "state": ("open" if number % 40 else "closed") if fault else None,
            "at": NOW - (count - number) * 60_000,
        }


def pairs(text):
    return {ord(a) << 21 | ord(b) for word in text.split() for a, b in zip(word, word[1:])}


def tables(posts, comments, words, source):
    """Yields (table, columns, rows)."""
    yield "accounts", "id name name_key password_hash role token_version created_at", (
        (n, f"rider{n}", f"rider{n}", "-", "user", 1, NOW) for n in range(1, 501))
    kept = list(make_posts(posts, words, source))
    yield ("posts", "id author_id title body category station_id kind state status version change_number created_at updated_at",
           ((p["id"], p["author"], p["title"], p["body"], p["category"], p["station"], p["kind"], p["state"], 0, 1, p["id"],
             p["at"], p["at"]) for p in kept))
    yield "change_numbers", "id last_number", [(1, posts)]
    each = comments // posts
    yield "post_counters", "post_id views comments attachments likes helpfuls sames", (
        (p["id"], p["id"] % 97, each, 0, p["id"] % 5, 0, 0) for p in kept)
    # Twenty bits for the post, so that one sort puts the index into its own order.
    keys = numpy.array([pair << 20 | p["id"] for p in kept for pair in pairs(p["title"] + " " + p["body"])], dtype=numpy.int64)
    keys.sort()
    yield "post_words", "pair post_id", ((int(key) >> 20, int(key) & 0xFFFFF) for key in keys)
    texts = [" ".join(source.choices(words, k=8)) for _ in range(1000)]
    for place in range(1000):
        if place % 10 < 3:
            texts[place] += " " + COMMON
    yield "comments", "id post_id author_id body status version created_at updated_at", (
        (n + 1, n // each + 1, 1 + n % 500, texts[n % 1000], 0, 1, NOW, NOW) for n in range(each * posts))
    found = sorted((pair, place) for place, text in enumerate(texts) for pair in pairs(text))
    yield "comment_words", "pair comment_id", (
        (pair, n + 1) for pair, places in itertools.groupby(found, key=lambda entry: entry[0])
        for n in heapq.merge(*(range(place, each * posts, 1000) for _, place in places)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sqlite")
    parser.add_argument("--tsv")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--comments", type=int, default=1_000_000)
    options = parser.parse_args()
    source = random.Random(4)
    words = make_words(source)
    if options.sqlite:
        database = sqlite3.connect(options.sqlite)
        database.execute("PRAGMA synchronous = OFF")
    for table, columns, rows in tables(options.posts, options.comments, words, source):
        names = columns.split()
        if options.sqlite:
            marks = ", ".join("?" * len(names))
            database.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
            database.commit()
        else:
            with open(pathlib.Path(options.tsv) / f"{table}.tsv", "w", encoding="utf-8") as file:
                for row in rows:
                    file.write("\t".join("\\N" if value is None else str(value) for value in row) + "\n")
            (pathlib.Path(options.tsv) / f"{table}.columns").write_text(", ".join(names))


if __name__ == "__main__":
    main()
