"""The learnings of all issues, by issue and by topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from issues_kb.markdown.html import Html, Setting, render_blocks, render_title
from issues_kb.model import Learning
from issues_kb.site.models import (
    IssueRow,
    LearningGroup,
    LearningItem,
    LearningsPage,
    NavItem,
    Pager,
    SharedTopic,
    TopicItem,
    TopicsPage,
    TopicView,
)
from issues_kb.site.paging import counted, numbered, root_of

__all__ = [
    "Lesson",
    "Topic",
    "Totals",
    "learning_groups",
    "learnings_page",
    "topics_page",
]

RULES: Mapping[str, str] = {
    "do": "Do",
    "dont": "Don't",
    "when": "When",
    "consider": "Consider",
    "": "",
}
"""What a rule is called, in the order in which learnings of a topic stand."""

_VIEWS = (
    NavItem(section="issue", word="By issue", path="learnings/index.html"),
    NavItem(section="topic", word="By topic", path="learnings/topics.html"),
)


class Lesson(NamedTuple):
    """A learning, its number in its issue, and that issue's row."""

    row: IssueRow
    number: int
    learning: Learning


class Totals(NamedTuple):
    """How many learnings there are in all, and issues that have any."""

    learnings: int
    issues: int


class Topic(NamedTuple):
    """A topic as the first issue writes it, and how often it is there in all."""

    name: str | None
    total: int
    issues: int


def learnings_page(
    lessons: Sequence[Lesson], totals: Totals, before: str | None, pager: Pager
) -> LearningsPage:
    """A page by issue. ``before`` is the address of the issue that the last page ended with."""
    path = pager.path
    return LearningsPage(
        path=path,
        root=root_of(path),
        title=numbered("Learnings", pager.number),
        description=_description(totals),
        section="learnings",
        total=totals.learnings,
        views=_VIEWS,
        groups=tuple(learning_groups(lessons, before)),
        pager=pager,
    )


def topics_page(
    groups: Sequence[tuple[Topic, bool, Sequence[Lesson]]], totals: Totals, pager: Pager
) -> TopicsPage:
    """A page by topic: topics with their lessons, and whether they began on the page before."""
    path = pager.path
    return TopicsPage(
        path=path,
        root=root_of(path),
        title=numbered("Learnings by topic", pager.number),
        description=_description(totals),
        section="learnings",
        total=totals.learnings,
        views=_VIEWS,
        groups=tuple(
            SharedTopic(
                id=f"topic-{number}",
                topic=render_title(topic.name) if topic.name else None,
                total=topic.total,
                issues=topic.issues,
                continued=continued,
                items=tuple(
                    TopicItem(learning=_item(lesson, 3), issue=lesson.row) for lesson in lessons
                ),
            )
            for number, (topic, continued, lessons) in enumerate(groups, start=1)
        ),
        pager=pager,
    )


def learning_groups(
    lessons: Sequence[Lesson], before: str | None = None, *, level: int = 2
) -> Iterator[LearningGroup]:
    """Neighbouring lessons of the same issue, by topic.

    ``level`` is that of the issues' headings in the page, ``before`` as ``learnings_page``
    has it.
    """
    groups = groupby(lessons, key=lambda lesson: lesson.row.path)
    for number, (path, same_issue) in enumerate(groups, start=1):
        group = list(same_issue)
        topics = groupby(group, key=lambda lesson: lesson.learning.topic)
        yield LearningGroup(
            id=f"lessons-{number}",
            issue=group[0].row,
            continued=path == before,
            topics=tuple(
                TopicView(
                    topic=render_title(topic) if topic else None,
                    items=tuple(_item(lesson, level + 1 + bool(topic)) for lesson in same_topic),
                )
                for topic, same_topic in topics
            ),
        )


def _item(lesson: Lesson, level: int) -> LearningItem:
    """``level`` is that of the first heading in a learning's text."""
    rule = lesson.learning.rule.value if lesson.learning.rule else ""
    text = lesson.learning.text
    return LearningItem(
        rule=rule,
        rule_word=RULES[rule],
        html=_html(text, level if "\n" in text or "#" in text else _NO_LEVEL),
        path=f"{lesson.row.path}#learning-{lesson.number}",
    )


_NO_LEVEL = 2
"""Where there is no heading, pages that differ in the level of theirs share what is rendered."""


@lru_cache(maxsize=16_384)
def _html(text: str, level: int) -> Html:
    """Kept, since a learning is on a page by issue and on a page by topic."""
    return render_blocks(text, Setting(first_level=level))


def _description(totals: Totals) -> str:
    if not totals.learnings:
        return "No issue says what was learned."
    learnings = counted(totals.learnings, "learning", "learnings")
    return f"{learnings} from {counted(totals.issues, 'issue', 'issues')}."
