"""What checking costs beside an export.

Call: python benchmarks/checking.py [--rounds N] [--program PATH]
Give the program of an environment in which the wheel is installed with compiled byte code.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import write_log
from measuring import Subject, compare, workplace

BOUND = 1.5


def main() -> int:
    """Measure the goal; 1 when it is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    default = shutil.which("issues-kb") or str(Path(sys.executable).with_name("issues-kb"))
    parser.add_argument("--program", type=os.path.abspath, default=default)
    options = parser.parse_args()
    with workplace() as folder:
        log = Path(folder) / "ISSUES_LOG.md"
        write_log(1_000, log)
        words = [options.program, "-q", "-C", folder]
        check = Subject("check", [*words, "check"])
        export = Subject("export", [*words, "export"])
        compare(Subject("index", [*words, "index"]), export, 1)
        cpu, _, mine, other = compare(check, export, options.rounds)
        mark = "ok  " if cpu <= BOUND else "MISS"
        costs = f"{mine.cpu:.3f} s against {other.cpu:.3f} s"
        print(f"{mark} check of 1,000 issues / export, cpu: {cpu:.3f} (at most {BOUND}); {costs}")
    return 0 if cpu <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
