"""The table of rules. Why each matters, with examples, is told in ``reasons.toml``."""

from __future__ import annotations

from collections.abc import Mapping

from issues_kb.check import content, duplicates, fields, links, secrets, structure
from issues_kb.check.facts import Check
from issues_kb.check.rule import Rule
from issues_kb.diagnostics import CODES, Level

__all__ = ["CHECKS", "RULES", "UNUSED_IGNORE"]

UNUSED_IGNORE = "IKB901"
"""What suppressing finds about itself."""

_E, _W, _I = Level.ERROR, Level.WARNING, Level.INFO

_TABLE: tuple[Rule, ...] = (
    # Codes: 0 the file, 1 structure, 2 fields, 3 content, 4 links, 5 secrets, 6 duplicates,
    # 9 checking itself. What reading finds by itself is in the table of ``diagnostics.py``.
    Rule("IKB110", "numbers-out-of-order", _I, "A number breaks the order that the others keep."),
    Rule("IKB111", "odd-level", _I, "An entry has a heading of another level than the others."),
    Rule("IKB112", "skipped-level", _I, "A heading is two levels or more below the one above."),
    Rule("IKB210", "missing-date", _I, "An issue has no date."),
    Rule("IKB211", "missing-severity", _I, "An issue has no severity."),
    Rule("IKB212", "missing-status", _I, "An issue does not say where it stands."),
    Rule("IKB213", "future-date", _W, "A date has not come yet."),
    Rule("IKB214", "placeholder-value", _W, "A field still holds the words of the template."),
    Rule(
        "IKB215",
        "odd-form",
        _I,
        "A severity or status is written in another form than elsewhere in the log.",
        fixable=True,
    ),
    Rule(
        "IKB301",
        "missing-section",
        _W,
        "A section that a status or severity asks for is missing.",
    ),
    Rule("IKB302", "empty-section", _W, "A section has a heading and no text."),
    Rule("IKB303", "template-text", _W, "Text of the template is left in."),
    Rule("IKB304", "old-todo", _I, "A prevention measure is to do for long."),
    Rule("IKB305", "stale-issue", _I, "An open issue is without news for long."),
    Rule("IKB401", "unknown-reference", _W, "An issue is mentioned that does not exist."),
    Rule("IKB402", "broken-link", _W, "A link or picture leads to a file that does not exist."),
    Rule("IKB403", "missing-anchor", _W, "A link leads to a heading that does not exist."),
    Rule(
        "IKB404",
        "missing-file",
        _I,
        "A changed file neither exists nor was ever known to git.",
        enabled=False,
    ),
    Rule("IKB501", "url-credentials", _E, "An address holds a password."),
    Rule("IKB502", "private-key", _E, "A private key is in the log."),
    Rule("IKB503", "token", _E, "A key of a service is in the log."),
    Rule("IKB601", "similar-issue", _I, "The title says nearly the same as that of another issue."),
    Rule("IKB901", "unused-ignore", _I, "A comment ignores what is not there."),
)

CHECKS: Mapping[str, Check] = {
    **structure.CHECKS,
    **fields.CHECKS,
    **content.CHECKS,
    **links.CHECKS,
    **secrets.CHECKS,
    **duplicates.CHECKS,
}
"""What looks for each rule, by its code. The others are found while a log is read."""


def _all() -> dict[str, Rule]:
    rows = {code: Rule(row.code, row.name, row.level, row.summary) for code, row in CODES.items()}
    rows |= {rule.code: rule for rule in _TABLE}
    return {code: rows[code] for code in sorted(rows)}


RULES: Mapping[str, Rule] = _all()
"""Every rule by its code, in the order of the codes."""
