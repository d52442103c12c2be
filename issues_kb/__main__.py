"""``python -m issues_kb`` is ``issues-kb``."""

from issues_kb.cli.start import run

run()
