"""The peers of `scripts/bench retrieval`: bm25s and SQLite's FTS5 over the same passages, both cut into letter pairs across
blanks, since neither knows Korean.

usage: retrieval_peer.py TEXTS.jsonl      (lines {"passage": …} and {"question": …})
Prints for each peer passages a second while indexing, and the times of a question's top 20.
"""
import json
import sqlite3
import sys
import time
import unicodedata

import bm25s


def pairs(text):
    letters = [letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum()]
    return [first + second for first, second in zip(letters, letters[1:])]


def spent(calls):
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]


def report(name, count, seconds, times):
    return {f"{name}_passages_per_second": int(count / seconds), f"{name}_p50_ms": round(times[0], 3),
            f"{name}_p99_ms": round(times[1], 3)}


def with_bm25s(passages, questions):
    start = time.perf_counter()
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([pairs(text) for text in passages], show_progress=False)
    seconds = time.perf_counter() - start
    asked = [list(set(pairs(text)) & index.vocab_dict.keys()) for text in questions]
    times = spent([lambda terms=terms: index.retrieve([terms], k=20, show_progress=False) for terms in asked if terms])
    return report("bm25s", len(passages), seconds, times)


def with_fts5(passages, questions):
    start = time.perf_counter()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE passages USING fts5(text, content='')")
    rows = ((number, " ".join(pairs(text))) for number, text in enumerate(passages))
    database.executemany("INSERT INTO passages (rowid, text) VALUES (?, ?)", rows)
    database.commit()
    seconds = time.perf_counter() - start
    asked = [" OR ".join(f'"{term}"' for term in dict.fromkeys(pairs(text))) for text in questions]
    query = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 20"
    times = spent([lambda terms=terms: database.execute(query, (terms,)).fetchall() for terms in asked if terms])
    return report("fts5", len(passages), seconds, times)


def main():
    passages, questions = [], []
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            (passages if "passage" in entry else questions).append(entry.get("passage") or entry["question"])
    # FTS5 takes tens of milliseconds a question: a fifth of them tells as much.
    print(json.dumps(with_bm25s(passages, questions) | with_fts5(passages, questions[::5])))


if __name__ == "__main__":
    main()
