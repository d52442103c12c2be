"""The projects of the command line's tests, and a way to call the program in them."""

from __future__ import annotations

from tests.cli.conftest import call, project, two_logs

__all__ = ["call", "project", "two_logs"]
