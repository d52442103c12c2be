"""A draft as the text of an entry, by the template ``issue.md.j2``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from issues_kb.authoring.draft import Draft, severity_label, status_label
from issues_kb.authoring.guard import guard, guard_item, guard_title
from issues_kb.templating import render, text_environment

__all__ = ["ENTRY_TEMPLATE", "LOG_TEMPLATE", "render_entry", "render_log"]

ENTRY_TEMPLATE = "issue.md.j2"
LOG_TEMPLATE = "log.md.j2"


def render_entry(
    draft: Draft, number: str, folders: Sequence[Path], *, strict: bool = False
) -> str:
    """The entry's lines, from its heading to its last line, each with a line feed.

    ``strict`` also keeps lines that look like fields from being read as such. Raises
    TemplateError for a template that is missing or broken.
    """
    text = render(
        text_environment(folders), ENTRY_TEMPLATE, _variables(draft, number, strict=strict)
    )
    return text.strip("\n") + "\n"


def render_log(title: str, folders: Sequence[Path]) -> str:
    """An empty log. Raises TemplateError for a template that is missing or broken."""
    return render(text_environment(folders), LOG_TEMPLATE, {"title": title}).strip("\n") + "\n"


def _variables(draft: Draft, number: str, *, strict: bool) -> dict[str, Any]:
    texts = {
        "problem": draft.problem,
        "root_cause": draft.root_cause,
        "resolution": draft.resolution,
        "why_missed": draft.why_missed,
        "related": draft.related,
    }
    lists = {
        "learnings": [item.text for item in draft.lessons],
        "prevention": [item.text for item in draft.measures],
    }
    return {
        "number": number,
        "title": guard_title(draft.title),
        "date": draft.date,
        "severity": severity_label(draft.severity) if draft.severity else "",
        "status": status_label(draft.status) if draft.status else "",
        "files": [
            {"path": path, "code": _code(path), "note": guard_item(note, strict=strict)}
            for path, note in draft.files
        ],
        "skeleton": not (any(texts.values()) or any(lists.values()) or draft.files),
        **{name: guard(text, strict=strict) for name, text in texts.items()},
        **{
            name: [guard_item(text, strict=strict) for text in items]
            for name, items in lists.items()
        },
    }


def _code(text: str) -> str:
    """``text`` as inline code, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"
