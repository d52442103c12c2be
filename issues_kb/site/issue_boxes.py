"""What an issue's page sets apart from its text: learnings, measures and the source."""

from __future__ import annotations

from issues_kb.model import Issue
from issues_kb.site.brief import brief
from issues_kb.site.catalogue import Entry
from issues_kb.site.forge import edit_link, line_link
from issues_kb.site.learning_pages import RULES
from issues_kb.site.models import LearningLink, LineLink, MeasureLink, SourceView
from issues_kb.site.prevention_pages import state_badge

__all__ = ["learning_links", "measure_links", "source_view"]

_LONGEST = 120


def learning_links(issue: Issue) -> tuple[LearningLink, ...]:
    """Links to the learnings in the text."""
    return tuple(
        LearningLink(
            id=f"learning-{number}",
            rule=each.rule.value if each.rule else "",
            rule_word=RULES[each.rule.value if each.rule else ""],
            words=brief(each.text, _LONGEST) or "…",
        )
        for number, each in enumerate(issue.learnings, start=1)
    )


def measure_links(issue: Issue) -> tuple[MeasureLink, ...]:
    """Links to the measures in the text."""
    return tuple(
        MeasureLink(
            id=f"measure-{each.id}",
            state=state_badge(each.state),
            words=brief(each.text, _LONGEST) or "…",
        )
        for each in issue.measures
    )


def source_view(entry: Entry, lines: str, repository: str | None) -> SourceView:
    """Where the issue stands in its log; ``lines`` is the script that knows the lines."""
    path = entry.log.path
    return SourceView(
        path=path,
        lines=lines,
        href=_link(line_link(repository, path, "{line}", "{end_line}")),
        edit=_link(edit_link(repository, path, "{line}")),
    )


def _link(form: str | None) -> LineLink | None:
    """What can be said before the lines are known leads to the file, to its first line at best."""
    if form is None:
        return None
    plain = form.partition("#")[0] if "{" in form.rpartition("#")[2] else form
    return LineLink(form, plain.replace("{line}", "1").replace("{end_line}", "1"))
