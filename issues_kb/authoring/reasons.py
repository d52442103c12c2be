"""Why a text cannot be kept in a log as it is."""

from __future__ import annotations

import re

from issues_kb.errors import UsageError
from issues_kb.reading.labels import parse_label
from issues_kb.reading.splitting import scan_lines
from issues_kb.reading.values import is_nothing
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["refusal"]

_RULE = re.compile(r"^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_ITEM = re.compile(r"^\s*(?:[-+*]|\d{1,9}[.)])\s")
_ESCAPE = "put it into a code block or write a backslash before it"


def refusal(name: str, text: str, vocabulary: Vocabulary, subject: str = "") -> UsageError:
    """The error for a value that would be read as something else, with the reason.

    ``subject`` is what the message calls it, if not by its name.
    """
    reason, hint = _reason(name, text, vocabulary)
    return UsageError(reason, subject=subject or name, hint=hint)


def _reason(name: str, text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    if name in ("severity", "status", "date"):
        return "is said otherwise by the group that the entry stands in", "give it a value"
    if not text:
        return "is empty, so it would not be read", "give it a value, or leave it out"
    if name == "title":
        hint = "say in a few more words what happened, without marks, states and numbers"
        return "would not be read as the title of an issue", hint
    if name.endswith(".path"):
        return "would not be read as the path of a file", "write a path with a folder or an ending"
    if name.startswith("fields."):
        hint = "write a section for it, or use another name"
        return "would not be read as a field with this name and value", hint
    return _structure(text) or _line(name, text, vocabulary)


def _structure(text: str) -> tuple[str, str] | None:
    """What the text opens or ends."""
    lines = text.split("\n")
    scan = scan_lines([*lines, "", "# probe"])
    open_fence = next((fence for fence in scan.fences if fence.close is None), None)
    if open_fence is not None:
        return f"line {open_fence.line} begins a code block that is never closed", "close it"
    headings = [heading for heading in scan.headings if heading.line <= len(lines)]
    if headings:
        number = headings[0].line
        return f"line {number} is a heading that would end the section", _ESCAPE
    if not scan.headings:
        return "a comment or HTML in it is never closed", "close it, or " + _ESCAPE
    for number, line in enumerate(lines, 1):
        if line.strip() and line != line.rstrip():
            return f"line {number} ends with blanks, which are not kept", "take them out"
    if any(_RULE.match(lines[index]) for index in (0, -1)):
        return "begins or ends with a rule, which is not kept", "take it out"
    return None


def _line(name: str, text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """What one of its lines would be taken for."""
    if is_nothing(text, vocabulary):
        return "says that there is nothing, so nothing would be read", "leave it out"
    lines = text.split("\n")
    in_list = name.startswith(("learnings", "prevention"))
    listed = in_list and any(map(_ITEM.match, lines))
    for number, line in enumerate(() if listed else lines, 1):
        label = parse_label(_ITEM.sub("", line))
        if label is not None:
            reason = f"line {number} would be read as a field or a label, {label.name[:40]!r}"
            return reason, _ESCAPE
    if in_list:
        hint = "make it one statement, and lists in it items of their own"
        return "would not be read as one item with this text", hint
    return "would not be read as it is written", "write it in plainer Markdown"
