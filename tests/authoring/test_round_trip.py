"""What a draft says is read back, or refused with the value's name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from issues_kb.authoring import Draft, Manner, add_entry
from issues_kb.errors import UsageError
from issues_kb.model import Issue, SectionKind
from issues_kb.reading import read_log
from issues_kb.templating import template_folders
from tests.authoring.drafts import LOGS, drafts

MANNER = Manner(template_folders())
NAME = re.compile(
    r"title|date|severity|status|severity_note|status_note|problem|root_cause|resolution"
    r"|why_missed|related|verification|impact|the title is empty|a field has no name"
    r"|a file has no path|fields(\..*)?|files\[\d\]\.(path|note)"
    r"|(learnings|prevention)\[\d\]\.(text|topic|state)|sections\[\d\](\.heading|\.text)?",
    re.S,
)


def says(issue: Issue) -> dict[str, object]:
    """What is read, in the words of a draft."""
    top = [section for section in issue.sections if section.parent is None]
    texts = {kind.value: [s.text for s in top if s.kind is kind] for kind in SectionKind}
    return {
        "title": issue.title,
        "date": issue.date or "",
        "severity": issue.severity,
        "status": issue.status,
        "notes": (issue.severity_note or "", issue.status_note or ""),
        "fields": sorted((field.name, field.value) for field in issue.fields),
        "texts": {name: texts[name] for name in ("problem", "root_cause", "related")},
        "files": [(file.path, file.note or "") for file in issue.files],
        "learnings": [(item.text, item.topic or "", item.rule) for item in issue.learnings],
        "measures": [
            (item.text, item.topic or "", item.state, item.checklist) for item in issue.measures
        ],
        "sections": [(s.heading, s.text) for s in top if s.kind is SectionKind.OTHER],
    }


def meant(draft: Draft) -> dict[str, object]:
    """What is to be read."""
    draft = draft.cleaned()
    names = ("problem", "root_cause", "related")
    return {
        "title": draft.title,
        "date": draft.date,
        "severity": draft.severity,
        "status": draft.status,
        "notes": (draft.severity_note, draft.status_note),
        "fields": sorted(draft.fields),
        "texts": {name: [text] if (text := getattr(draft, name)) else [] for name in names},
        "files": list(draft.files),
        "learnings": [(item.text, item.topic, item.rule) for item in draft.lessons],
        "measures": [
            (item.text, item.topic, item.state, item.checklist) for item in draft.measures
        ],
        "sections": list(draft.sections),
    }


@pytest.mark.parametrize("name", LOGS)
@settings(deadline=None, max_examples=40)
@given(draft=drafts(exact=True))
def test_an_exact_draft_is_read_back_or_refused_by_name(name: str, draft: Draft) -> None:
    log = LOGS[name].encode()
    before = read_log(log, "LOG.md").log.issues
    try:
        added = add_entry(log, "LOG.md", draft, MANNER)
    except UsageError as error:
        assert NAME.fullmatch(error.subject or error.reason)  # noqa: PT017
        return
    after = read_log(added.data, "LOG.md").log.issues
    new = [issue for issue in after if issue.line == added.issue.line]
    assert len(new) == 1
    assert len(after) == len(before) + 1
    assert says(new[0]) == meant(draft)
