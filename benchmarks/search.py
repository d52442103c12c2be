"""How fast search is and how large its index: python benchmarks/search.py [--rounds N].

Compares with a bare SELECT of the same terms on the same database: any of them, the same
weights, the best 50. Prints one line a goal: the measured ratio and the bound to keep.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Subject, compare, run, workplace

from issues_kb.query import parse_query
from issues_kb.query.sql import SEARCH_COLUMNS
from issues_kb.query.terms import tokens
from issues_kb.store import Index

QUERIES = 60
LENGTHS = (1, 2, 3, 4, 6, 8, 12)
WEIGHTS = ", ".join(map(str, SEARCH_COLUMNS.values()))
BEST = f"ORDER BY bm25(issues_fts, {WEIGHTS}) LIMIT 50"
BARE = "SELECT rowid FROM issues_fts WHERE issues_fts MATCH ? " + BEST
PROCESS = f"""
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute({BARE!r}, sys.argv[2:]).fetchall())
"""


def expression(text: str) -> str:
    """Any of the words of a text, for SQLite."""
    return " OR ".join(f'"{token}"' for token in dict.fromkeys(tokens(text.lower())))


def queries(database: Path) -> list[str]:
    """Runs of words from issues of the log, short and long ones."""
    chance = random.Random(1)
    connection = sqlite3.connect(database)
    texts = [text for (text,) in connection.execute("SELECT text FROM issues ORDER BY id")]
    connection.close()
    found: list[str] = []
    while len(found) < QUERIES:
        words = chance.choice(chance.choice(texts).split("\n")).split()
        length = chance.choice(LENGTHS)
        if len(words) >= length and (start := chance.randrange(len(words) - length + 1)) >= 0:
            text = " ".join(words[start : start + length])
            if tokens(text):
                found.append(text)
    return found


def times(database: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds that each query takes, bare and searched; of several rounds the least."""
    connection = sqlite3.connect(database)
    bare: dict[str, float] = {}
    mine: dict[str, float] = {}
    with Index.open(database) as index:
        for _ in range(rounds):
            for text in queries(database):
                query = parse_query(text).query
                start = time.perf_counter()
                connection.execute(BARE, (expression(text),)).fetchall()
                middle = time.perf_counter()
                index.search(query, limit=20)
                end = time.perf_counter()
                bare[text] = min(bare.get(text, 9.0), middle - start)
                mine[text] = min(mine.get(text, 9.0), end - middle)
    connection.close()
    return sorted(bare.values()), sorted(mine.values())


def goal(text: str, ratio: float, bound: float, costs: str) -> bool:
    """Print how a goal stands; false when it is missed."""
    good = ratio <= bound
    print(
        f"{'ok  ' if good else 'MISS'} {text}: {ratio:.2f} (at most {bound}); {costs}", flush=True
    )
    return good


def main() -> int:
    """Measure all goals; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--issues", type=int, default=10_000)
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", type=os.path.abspath, default=default)
    options = parser.parse_args()
    good = True
    with workplace() as folder:
        log, database = Path(folder, "log.md"), Path(folder, "index.db")
        write_log(options.issues, log)
        run([options.program, "-q", "--db", str(database), "index", str(log)])
        size, text = database.stat().st_size, log.stat().st_size
        costs = f"{size / 1e6:.1f} MB against {text / 1e6:.1f} MB"
        good &= goal("index / text", size / text, 2.0, costs)
        bare, mine = times(database, options.rounds)
        for name, share in (("p50", 0.5), ("p95", 0.95)):
            one, other = (each[int(len(each) * share)] for each in (mine, bare))
            costs = f"{one * 1000:.1f} ms against {other * 1000:.1f} ms"
            good &= goal(f"search / bare SELECT, {name}", one / other, 2.5, costs)
        python = str(Path(options.program).with_name("python"))
        for asked in ("stale connection importer", "cache", "mailer drops payloads"):
            command = [options.program, "--db", str(database), "search", "--", asked]
            base = [python, "-c", PROCESS, str(database), expression(asked)]
            cpu, _, own, other_cost = compare(
                Subject("search", command), Subject("select", base), options.rounds
            )
            costs = f"{own.cpu:.3f} s against {other_cost.cpu:.3f} s"
            good &= goal(f"process / SELECT, cpu, {asked!r}", cpu, 6.0, costs)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
