"""Finds the issue logs of a project and gives each a short name.

Configured globs decide alone. Without them a file is a log when people name logs like
that and its content, looked at once, agrees. Nothing outside the project is read.
"""

from __future__ import annotations

from issues_kb.discovery.find import Discovery, discover_logs, log_files
from issues_kb.discovery.memory import Memory
from issues_kb.discovery.names import is_log_name, names_for

__all__ = ["Discovery", "Memory", "discover_logs", "is_log_name", "log_files", "names_for"]
