"""A draft as the text of an entry, by the template ``issue.md.j2``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from issues_kb.authoring.dialect.contents import LOOSE, Guards, noted
from issues_kb.authoring.draft import TEXTS, Draft, severity_label, status_label
from issues_kb.authoring.items import (
    begin_with_boxes,
    code,
    item_texts,
    learning_text,
    measure_text,
)
from issues_kb.reading.vocabulary import Vocabulary, default_vocabulary
from issues_kb.templating import render, text_environment

if TYPE_CHECKING:
    from issues_kb.templating import Environment

__all__ = ["ENTRY_TEMPLATE", "LOG_TEMPLATE", "EntryTemplate", "render_entry", "render_log"]

ENTRY_TEMPLATE = "issue.md.j2"
LOG_TEMPLATE = "log.md.j2"


def render_entry(
    draft: Draft,
    number: str,
    folders: Sequence[Path],
    guards: Guards = LOOSE,
    vocabulary: Vocabulary | None = None,
) -> str:
    """The entry's lines, from its heading to its last line, each with a line feed.

    Raises TemplateError for a template that is missing or broken.
    """
    words = vocabulary or default_vocabulary()
    return EntryTemplate(folders, words).render(draft, number, guards)


class EntryTemplate:
    """The template of entries, prepared when it is first used."""

    def __init__(self, folders: Sequence[Path], vocabulary: Vocabulary) -> None:
        self.folders = folders
        self.vocabulary = vocabulary

    @cached_property
    def _environment(self) -> Environment:
        return text_environment(self.folders)

    def render(self, draft: Draft, number: str, guards: Guards) -> str:
        """As ``render_entry``."""
        values = _variables(draft, number, guards, self.vocabulary)
        return render(self._environment, ENTRY_TEMPLATE, values).strip("\n") + "\n"


def render_log(title: str, folders: Sequence[Path]) -> str:
    """An empty log. Raises TemplateError for a template that is missing or broken."""
    return render(text_environment(folders), LOG_TEMPLATE, {"title": title}).strip("\n") + "\n"


def _variables(draft: Draft, number: str, guards: Guards, vocabulary: Vocabulary) -> dict[str, Any]:
    measures = [replace(item, text=guards.item(item.text)) for item in draft.measures]
    lessons = [replace(item, text=guards.item(item.text)) for item in draft.lessons]
    prevention = item_texts(
        [(item.topic, measure_text(item, vocabulary, exact=draft.exact)) for item in measures],
        guards.item,
    )
    return {
        "number": number,
        "title": guards.title(draft.title),
        "date": draft.date,
        "severity": noted(draft.severity and severity_label(draft.severity), draft.severity_note),
        "status": noted(draft.status and status_label(draft.status), draft.status_note),
        "fields": [{"name": name, "value": value} for name, value in draft.fields],
        "files": [
            {"path": path, "code": code(path), "note": guards.item(note)}
            for path, note in draft.files
        ],
        "learnings": item_texts(
            [(item.topic, learning_text(item, vocabulary)) for item in lessons], guards.item
        ),
        "prevention": prevention,
        "checklist": begin_with_boxes(prevention, exact=draft.exact),
        "sections": [
            {"heading": guards.item(heading), "text": guards.text(text)}
            for heading, text in draft.sections
        ],
        "skeleton": draft.is_bare,
        **{name: guards.text(getattr(draft, name)) for name in TEXTS},
    }
