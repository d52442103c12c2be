"""Which pages of learnings there are, and what goes on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

from issues_kb.site.catalogue import Catalogue, digest_of
from issues_kb.site.gathering import TopicFact, learnings_of, topic_facts
from issues_kb.site.learning_pages import (
    RULES,
    Lesson,
    Topic,
    Totals,
    learnings_page,
    topics_page,
)
from issues_kb.site.models import LearningsPage, Pager, TopicsPage
from issues_kb.site.options import SiteOptions
from issues_kb.site.paging import cut, pagers
from issues_kb.site.plan import Plan, Stage

__all__ = ["learning_plans", "lessons_at"]

_MARKS = re.compile(r"[*_`~#\[\]()\"'“”‘’]+")
_EDGES = " \t\n.:：;,-–—!?。，、0123456789)"
_RULE_ORDER = {rule: place for place, rule in enumerate(RULES)}

# A learning by its issue's place in the catalogue and its number in the issue.
_Address = tuple[int, int]
# A topic, whether it began on the page before, and its learnings on this page.
_Part = tuple[Topic, bool, list[_Address]]


def learning_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The learnings by issue, and by topic where there are topics."""
    addresses = [
        (place, number)
        for place, entry in enumerate(catalogue.entries)
        for number in range(1, entry.learnings + 1)
    ]
    totals = Totals(len(addresses), sum(1 for entry in catalogue.entries if entry.learnings))
    size = options.learnings_per_page
    cuts = cut(addresses, size)
    before: str | None = None
    for pager, part in zip(pagers("learnings/index", len(cuts)), cuts, strict=True):
        make = partial(_by_issue, catalogue, part, totals, before, pager)
        known = digest_of(pager.shown, totals, before, *_known(catalogue, part))
        yield Plan(pager.path, Stage.LIST, make, known)
        before = catalogue.entries[part[-1][0]].row.path if part else None
    pages = list(_topic_pages(_topics(list(topic_facts(catalogue))), size))
    for pager, parts in zip(pagers("learnings/topics", len(pages)), pages, strict=True):
        held = [each for _, _, held in parts for each in held]
        yield Plan(
            pager.path,
            Stage.LIST,
            partial(_by_topic, catalogue, parts, totals, pager),
            digest_of(
                pager.shown,
                totals,
                [(topic, continued) for topic, continued, _ in parts],
                *_known(catalogue, held),
            ),
        )


def _known(catalogue: Catalogue, addresses: Sequence[_Address]) -> Iterator[object]:
    """What a page of these learnings depends on."""
    for place, numbers in groupby(addresses, key=itemgetter(0)):
        entry = catalogue.entries[place]
        yield entry
        yield catalogue.learning_digests[entry.id], [number for _, number in numbers]


def lessons_at(catalogue: Catalogue, addresses: Sequence[_Address]) -> dict[_Address, Lesson]:
    """The learnings at these addresses, loaded together."""
    held = learnings_of(catalogue, list(dict.fromkeys(place for place, _ in addresses)))
    return {
        (place, number): Lesson(catalogue.entries[place].row, number, held[place][number - 1])
        for place, number in addresses
    }


def _by_issue(
    catalogue: Catalogue,
    addresses: Sequence[_Address],
    totals: Totals,
    before: str | None,
    pager: Pager,
) -> LearningsPage:
    lessons = list(lessons_at(catalogue, addresses).values())
    return learnings_page(lessons, totals, before, pager)


def _by_topic(
    catalogue: Catalogue, parts: Sequence[_Part], totals: Totals, pager: Pager
) -> TopicsPage:
    found = lessons_at(catalogue, [each for _, _, addresses in parts for each in addresses])
    groups = [
        (topic, continued, [found[each] for each in addresses])
        for topic, continued, addresses in parts
    ]
    return topics_page(groups, totals, pager)


def _topics(facts: Sequence[TopicFact]) -> list[tuple[Topic, list[_Address]]]:
    """Topics that are written alike are one; the most shared come first, none comes last."""
    groups: dict[str, list[TopicFact]] = {}
    for fact in facts:
        groups.setdefault(_folded(fact.topic or ""), []).append(fact)
    made = []
    for folded, group in groups.items():
        issues = len({fact.issue for fact in group})
        group.sort(key=lambda fact: _RULE_ORDER[fact.rule])
        name = min(group, key=lambda fact: (fact.issue, fact.number)).topic if folded else None
        addresses = [(fact.issue, fact.number) for fact in group]
        made.append((folded, Topic(name, len(group), issues), addresses))
    made.sort(key=lambda each: (not each[0], -each[1].issues, -each[1].total, each[0]))
    return [(topic, addresses) for _, topic, addresses in made]


def _topic_pages(
    topics: Sequence[tuple[Topic, list[_Address]]], size: int
) -> Iterator[list[_Part]]:
    page: list[_Part] = []
    room = size
    for topic, addresses in topics:
        done = 0
        while done < len(addresses):
            if not room:
                yield page
                page, room = [], size
            part = addresses[done : done + room]
            page.append((topic, done > 0, part))
            done += len(part)
            room -= len(part)
    yield page


def _folded(topic: str) -> str:
    words = _MARKS.sub("", topic).strip(_EDGES)
    return " ".join(words.casefold().split())
