"""``python -m issues_kb`` is ``issues-kb``."""

from issues_kb.cli.app import run

run()
