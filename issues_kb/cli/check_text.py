"""Findings for people: a line each, with the place in the log on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from issues_kb.check import RULES, Checked, Rule, counted, reason_of, rules_named
from issues_kb.cli.project import Project
from issues_kb.cli.screen import clean, emit, is_terminal, one_line, paint, terminal_width
from issues_kb.cli.standing import from_here
from issues_kb.errors import UsageError

__all__ = ["explain_rules", "print_findings", "print_statistics", "say_summary"]

_STYLES = {"error": "critical", "warning": "high", "info": "quiet"}
_SECRETS = "IKB5"
_BEFORE = 30


def print_findings(found: Sequence[Checked]) -> None:
    """``path:line:column: CODE message``; on a terminal also the line, a caret and the hint."""
    shown_whole = is_terminal()
    paths = {path: one_line(from_here(path)) for path in {each.diagnostic.path for each in found}}
    for each in found:
        emit(_line(each, paths[each.diagnostic.path]))
        if not shown_whole:
            continue
        _show_place(each)
        if each.diagnostic.hint:
            emit(f"    {paint('help:', 'quiet')} {one_line(each.diagnostic.hint)}")


def _line(each: Checked, path: str) -> str:
    row = each.diagnostic
    code = paint(each.rule.code, _STYLES[row.level.value])
    return f"{path}:{row.line}:{row.column}: {code} {one_line(row.message)}"


def _show_place(each: Checked) -> None:
    """The line and a caret below; a secret is not repeated."""
    if each.rule.family == _SECRETS or not each.text.strip():
        return
    width = max(terminal_width() - 6, 20)
    column = min(each.diagnostic.column, len(each.text) + 1) - 1
    start = max(column - _BEFORE, 0) if column > width - 10 else 0
    piece = each.text[start : start + width].replace("\t", " ")
    part = clean(piece)
    if len(part) == len(piece):
        emit(f"    {paint(part, 'quiet')}")
        emit("    " + " " * (column - start) + paint("^", _STYLES[each.diagnostic.level.value]))


def print_statistics(found: Sequence[Checked]) -> None:
    """How often each rule found something, the most frequent first."""
    counts = Counter(each.rule.code for each in found)
    width = len(str(max(counts.values(), default=0)))
    for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        rule = RULES[code]
        emit(f"{count:>{width}}  {code}  {rule.name}  {rule.summary}")


def say_summary(project: Project, found: Sequence[Checked], known: int) -> None:
    """How many findings there are, on stderr."""
    words = [
        f"{count} {level}{'' if count == 1 or level == 'info' else 's'}"
        for level, count in counted(found).items()
        if count
    ]
    fixable = sum(each.fix is not None for each in found)
    if not words and project.failed:
        return
    text = ", ".join(words) or "no problem found"
    text += f"; {fixable} can be mended with --fix" if fixable else ""
    text += f"; {known} known from the baseline" if known else ""
    project.note(text)


def explain_rules(name: str) -> None:
    """Print what a rule is about. Raises UsageError when there is none of that name."""
    rules = rules_named(name)
    if not rules:
        hint = "issues-kb check --explain all lists the rules"
        raise UsageError(f"there is no rule {name}", hint=hint)
    if len(rules) > 1:
        for rule in rules:
            emit(f"{rule.code}  {rule.level.value:<7}  {rule.name:<22}  {rule.summary}")
        return
    emit(_explained(rules[0]))


def _explained(rule: Rule) -> str:
    marks = [rule.level.value]
    marks += ["mended by --fix"] if rule.fixable else []
    marks += [] if rule.enabled else ["off unless it is selected"]
    reason = reason_of(rule.code)
    parts = [
        f"{rule.code} {rule.name} ({', '.join(marks)})",
        rule.summary,
        reason.rationale,
        "Bad:",
        _indented(reason.bad),
        "Good:",
        _indented(reason.good),
    ]
    return clean("\n\n".join(parts))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.rstrip("\n").split("\n"))
