"""Rules over a log that was read: what is wrong or missing while it is cheap to mend.

``rules`` is the table of all of them, the families hold what each looks for, ``reasons.toml``
why it matters; ``running`` puts findings together, ``reports`` and the command line show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issues_kb.check.choosing import choose, read_settings, rules_named
from issues_kb.check.facts import LogFacts, NamesInLogs, Surroundings
from issues_kb.check.rule import Finding, Fix, Rule
from issues_kb.check.rules import RULES
from issues_kb.check.running import Checked, check_log, only_lines
from issues_kb.check.settings import Settings
from issues_kb.lazy import lazily

if TYPE_CHECKING:
    from issues_kb.check.baseline import new_findings, read_baseline, write_baseline
    from issues_kb.check.fixing import fix_log
    from issues_kb.check.reasons import Reason, reason_of
    from issues_kb.check.reports import counted, github_lines, json_document, sarif_document

__all__ = [
    "RULES",
    "Checked",
    "Finding",
    "Fix",
    "LogFacts",
    "NamesInLogs",
    "Reason",
    "Rule",
    "Settings",
    "Surroundings",
    "check_log",
    "choose",
    "counted",
    "fix_log",
    "github_lines",
    "json_document",
    "new_findings",
    "only_lines",
    "read_baseline",
    "read_settings",
    "reason_of",
    "rules_named",
    "sarif_document",
    "write_baseline",
]

__getattr__ = lazily(
    __name__,
    {
        "baseline": ("new_findings", "read_baseline", "write_baseline"),
        "fixing": ("fix_log",),
        "reasons": ("Reason", "reason_of"),
        "reports": ("counted", "github_lines", "json_document", "sarif_document"),
    },
)
