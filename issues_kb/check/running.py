"""A log and its settings → findings, each with its rule, its issue and a mark that stays."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from issues_kb.check.facts import LogFacts
from issues_kb.check.ignoring import Ignores, read_ignores
from issues_kb.check.rule import Finding, Fix, Rule
from issues_kb.check.rules import CHECKS, RULES, UNUSED_IGNORE
from issues_kb.check.settings import Settings
from issues_kb.diagnostics import Diagnostic, Level

__all__ = ["Checked", "check_log", "only_lines"]

_BLANKS = re.compile(r"\s+")
_STEP = re.compile(r"\s{0,3}#{1,6}\s+[^:：]*[^\d\s]\s*\d{1,2}\s*[:：.-]")
"""``### Step 2: In progress`` says how a step stands, not the issue."""
_USUAL_STATUSES = ("open", "in progress", "resolved", "won't fix", "fixed", "closed", "done")
_USUAL_SEVERITIES = ("low", "medium", "high", "critical")
_VALUES = ("IKB202", "IKB203")
_LONGEST = 60
"""How much of a value may be a slip of a word: what comes later is a story."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding with all that reports tell of it.

    ``key`` is the issue's, none outside of issues; ``text`` the line it stands in; ``count``
    tells findings apart that are the same in all of this.
    """

    diagnostic: Diagnostic
    rule: Rule
    key: str | None
    text: str
    count: int
    fix: Fix | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same finding, wherever it has moved to in its log."""
        mark = _mark(self.rule.code, self.key, self.text)
        text = f"{mark}\0{self.count}"
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _mark(code: str, key: str | None, text: str) -> str:
    return "\0".join((code, key or "", _BLANKS.sub(" ", text).strip()))


def check_log(facts: LogFacts, settings: Settings) -> list[Checked]:
    """The findings in a log, in the order of its lines."""
    path = facts.log.path
    levels = {rule.code: settings.level(rule, path) for rule in RULES.values()}
    ignores = read_ignores(facts)
    found: list[tuple[str, Finding]] = []
    for code, finding in _all_findings(facts, settings, levels):
        if not ignores.covers(code, finding.line):
            found.append((code, finding))
    if levels[UNUSED_IGNORE] is not None:
        found += [(UNUSED_IGNORE, finding) for finding in _unused(ignores, levels)]
    found.sort(key=lambda pair: (pair[1].line, pair[1].column, pair[0]))
    return list(_told(facts, found, levels))


def only_lines(found: Iterable[Checked], lines: Sequence[tuple[int, int]]) -> list[Checked]:
    """The findings in some ranges of lines, first and last included."""
    return [
        each
        for each in found
        if any(first <= each.diagnostic.line <= last for first, last in lines)
    ]


def _all_findings(
    facts: LogFacts, settings: Settings, levels: dict[str, Level | None]
) -> Iterator[tuple[str, Finding]]:
    for diagnostic in facts.reading.diagnostics:
        step = diagnostic.code == "IKB204" and _STEP.match(facts.line(diagnostic.line))
        if levels.get(diagnostic.code) is not None and not step:
            yield diagnostic.code, _hinted(facts, diagnostic)
    for code, level in levels.items():
        check = CHECKS.get(code)
        if level is not None and check is not None:
            for finding in check(facts, settings):
                yield code, finding


def _hinted(facts: LogFacts, diagnostic: Diagnostic) -> Finding:
    """What reading found, with what may be meant by a value."""
    hint, value = diagnostic.hint, diagnostic.value
    if diagnostic.code in _VALUES and value and hint is None:
        hint = _meant(value[:_LONGEST], diagnostic.code, facts)
    return Finding(diagnostic.line, diagnostic.message, diagnostic.column, hint)


def _meant(value: str, code: str, facts: LogFacts) -> str:
    """The known word that a value may be a slip of, or where words of one's own go."""
    import difflib

    status = code == "IKB203"
    name = "status" if status else "severity"
    table = facts.vocabulary.status if status else facts.vocabulary.severity
    usual = _USUAL_STATUSES if status else _USUAL_SEVERITIES
    known = [word for word in table.phrases if word.isascii()]
    for words in (usual, known):
        for part in (value.casefold(), *re.findall(r"[^\W\d_]{3,}", value.casefold())):
            close = difflib.get_close_matches(part, words, n=1, cutoff=0.7)
            if close:
                return f"did you mean {close[0].capitalize()}?"
    return f"words of your own go into the configuration: [vocabulary.{name}]"


def _unused(ignores: Ignores, levels: dict[str, Level | None]) -> Iterator[Finding]:
    for line, column, code in ignores.unused():
        rule = RULES.get(code)
        if rule is None:
            yield Finding(line, f"the comment ignores {code}, which is no rule", column)
        elif levels[code] is not None:
            yield Finding(line, f"the comment ignores {code}, which finds nothing here", column)


def _told(
    facts: LogFacts, found: Sequence[tuple[str, Finding]], levels: dict[str, Level | None]
) -> Iterator[Checked]:
    seen: dict[tuple[str, str | None, str], int] = {}
    stripped, stripped_of = "", 0
    for code, finding in found:
        level = levels[code] or RULES[code].level
        issue = facts.issue_at(finding.line)
        key = issue.key if issue else None
        text = facts.line(finding.line)
        if finding.line != stripped_of:
            stripped, stripped_of = text.strip(), finding.line
        place = (code, key, stripped)
        count = seen[place] = seen.get(place, 0) + 1
        diagnostic = Diagnostic(
            facts.log.path, finding.line, finding.column, code, level, finding.message, finding.hint
        )
        yield Checked(diagnostic, RULES[code], key, text, count, finding.fix)
