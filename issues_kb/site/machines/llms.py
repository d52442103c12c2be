"""``llms.txt`` (llmstxt.org) and ``llms-full.txt``: the site for language models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from issues_kb.markdown.visible import visible
from issues_kb.model import Learning, Measure, MeasureState
from issues_kb.site.catalogue import SEVERITIES, Catalogue, Entry, digest_of
from issues_kb.site.gathering import learnings_of, measures_of
from issues_kb.site.learning_pages import RULES
from issues_kb.site.machines.badge import BADGE
from issues_kb.site.machines.feeds import ATOM, JSON_FEED
from issues_kb.site.machines.links import address, called, twin
from issues_kb.site.menu import MORE, NAV
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage
from issues_kb.site.prevention_pages import CHECKLIST_FILE

__all__ = ["LLMS", "LLMS_FULL", "llms_plans"]

LLMS = "llms.txt"
LLMS_FULL = "llms-full.txt"
_LISTED = 50
_ITEMS = 1_000
_LONGEST = 2_000
_MARKS = re.compile(r"[\\`*_\[\]<>]")
_BOXES: Mapping[MeasureState, str] = {MeasureState.DONE: "[x] ", MeasureState.TODO: "[ ] "}
_ABOUT = "What went wrong in a project, why, how it was mended, and what was learned."
_DATA = (
    ("issues.json", "all issues, with all that was read in them"),
    ("learnings.json", "all learnings with their issues"),
    (CHECKLIST_FILE, "what to look at in a review, as a task list"),
    (ATOM, f"the newest {_LISTED} issues as Atom"),
    (JSON_FEED, "the same as JSON Feed"),
    (BADGE, "the number of open issues by severity"),
)


def llms_plans(catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The directory, and all learnings and measures in files of bounded length."""
    cuts = list(_cuts(catalogue))
    paths = [_path(number) for number in range(1, len(cuts) + 1)]
    for path, places in zip(paths, cuts, strict=True):
        entries = [catalogue.entries[place] for place in places]
        yield Plan(
            path,
            Stage.DATA,
            partial(_full, catalogue, options.base_url, places, paths),
            digest_of(paths, entries, [entry.digest for entry in entries]),
        )
    worst, newest = _worst(catalogue), catalogue.entries[:_LISTED]
    yield Plan(
        LLMS,
        Stage.DATA,
        partial(_directory, catalogue, options.base_url, paths, worst, newest),
        digest_of(paths, _numbers(catalogue), worst, list(newest)),
    )


def _path(number: int) -> str:
    return LLMS_FULL if number == 1 else f"llms-full-{number}.txt"


def _cuts(catalogue: Catalogue) -> Iterator[list[int]]:
    """The places of issues that taught something, newest first, a file at a time."""
    part: list[int] = []
    room = _ITEMS
    for place, entry in enumerate(catalogue.entries):
        items = entry.learnings + entry.measures
        if items > room and part:
            yield part
            part, room = [], _ITEMS
        if items:
            part.append(place)
            room -= items
    yield part


def _worst(catalogue: Catalogue) -> list[Entry]:
    order = list(SEVERITIES)
    still = [entry for entry in catalogue.entries if entry.is_open]
    still.sort(key=lambda entry: order.index(entry.row.severity.value))
    return still[:_LISTED]


def _numbers(catalogue: Catalogue) -> str:
    entries = catalogue.entries
    return (
        f"{len(entries)} issues, {sum(entry.is_open for entry in entries)} of them open, "
        f"{sum(entry.learnings for entry in entries)} learnings, "
        f"{sum(entry.measures for entry in entries)} measures of prevention."
    )


def _directory(
    catalogue: Catalogue,
    base: str | None,
    full: Sequence[str],
    worst: Sequence[Entry],
    newest: Sequence[Entry],
) -> bytes:
    logs = ", ".join(_plain(log.path) for log in catalogue.site.logs)
    lines = [
        f"# {_plain(catalogue.site.title)}",
        "",
        f"> {_ABOUT} {_numbers(catalogue)}",
        "",
        f"Made from {logs or 'no log'}. The page of each issue, `.html`, is there as Markdown too, "
        "with `.md` instead.",
        "",
        "## Learnings",
        "",
        *(_link(path, base, path, "all learnings and measures") for path in full),
        "",
        "## Open issues",
        "",
        *(_issue(entry, base) for entry in worst),
        "",
        "## Pages",
        "",
        *(_link(item.word, base, item.path) for item in (*NAV, *MORE)),
        "",
        "## Data",
        "",
        *(_link(path, base, path, about) for path, about in _DATA),
        "",
        "## Optional",
        "",
        *(_issue(entry, base) for entry in newest),
        "",
    ]
    return "\n".join(lines).encode("utf-8", "replace")


def _full(
    catalogue: Catalogue, base: str | None, places: Sequence[int], paths: Sequence[str]
) -> bytes:
    title = _plain(catalogue.site.title)
    lines = [f"# {title}: learnings and prevention", "", f"> {_ABOUT}", ""]
    if len(paths) > 1:
        lines += [*(_link(path, base, path) for path in paths), ""]
    learnings, measures = learnings_of(catalogue, places), measures_of(catalogue, places)
    for place in places:
        entry = catalogue.entries[place]
        page = address(base, entry.row.path)
        lines += [f"## [{_plain(called(entry))}]({page})", "", f"{_facts(entry)}.", ""]
        if learnings[place]:
            lines += ["### Learnings", "", *map(_learning, learnings[place]), ""]
        if measures[place]:
            lines += ["### Prevention", "", *map(_measure, measures[place]), ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _learning(learning: Learning) -> str:
    rule = RULES[learning.rule.value] if learning.rule else None
    return _item("", learning.topic, f"{rule}: {learning.text}" if rule else learning.text)


def _measure(measure: Measure) -> str:
    return _item(_BOXES.get(measure.state, ""), measure.topic, measure.text)


def _item(box: str, topic: str | None, text: str) -> str:
    """One item of a list, whose further lines stay in it."""
    said = f"{topic}: {text}" if topic else text
    told = visible(said).strip()
    if len(told) > _LONGEST:
        told = f"{told[:_LONGEST]}…"
    first, *others = told.split("\n")
    return "\n".join([f"- {box}{first}", *(f"  {line}" if line.strip() else "" for line in others)])


def _issue(entry: Entry, base: str | None) -> str:
    return _link(called(entry), base, twin(entry), _facts(entry))


def _facts(entry: Entry) -> str:
    row = entry.row
    words = [row.severity.word, row.status.word.lower(), *([row.date] if row.date else [])]
    return ", ".join([*words, _plain(row.log)])


def _link(words: str, base: str | None, path: str, about: str = "") -> str:
    return f"- [{_plain(words)}]({address(base, path)}){f': {about}' if about else ''}"


def _plain(text: str) -> str:
    """Text on one line that Markdown takes for nothing else."""
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", " ".join(visible(text).split()))
