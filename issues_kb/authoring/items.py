"""Learnings, measures and files of a draft as Markdown: texts of list items, and lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from issues_kb.authoring.draft import Draft, DraftLearning, DraftMeasure
from issues_kb.authoring.marks import BOX, with_mark
from issues_kb.model import MeasureState, Rule
from issues_kb.reading.items import Item, to_learning, to_measure
from issues_kb.reading.vocabulary import Vocabulary

__all__ = [
    "begin_with_boxes",
    "code",
    "indented",
    "item_texts",
    "learning_text",
    "list_lines",
    "measure_text",
    "understood",
]

RULE_LABELS = {
    Rule.DO: "DO",
    Rule.DONT: "DON'T",
    Rule.WHEN: "WHEN",
    Rule.CONSIDER: "CONSIDER",
}
STATE_MARKS = {MeasureState.DONE: "DONE", MeasureState.TODO: "TODO"}

Guard = Callable[[str], str]


def learning_text(learning: DraftLearning, vocabulary: Vocabulary) -> str:
    """The text of a learning's item: a rule that its words do not tell has a label."""
    read = to_learning(Item(learning.text, 1, None, None), vocabulary)
    if learning.rule is None or (read.rule is learning.rule and read.text == learning.text):
        return learning.text
    return f"**{RULE_LABELS[learning.rule]}**: {learning.text}"


def measure_text(
    measure: DraftMeasure, vocabulary: Vocabulary, *, todo: str = BOX, exact: bool = True
) -> str:
    """The text of a measure's item: its state is a box, or a mark behind the first line.

    Where the text need not be read back exactly, a mark that it has is left to say the state,
    and ``todo`` is the mark of what is to be done.
    """
    if measure.checklist and measure.state is not MeasureState.UNKNOWN:
        box = "x" if measure.state is MeasureState.DONE else " "
        return f"[{box}] {measure.text}"
    read = to_measure(Item(measure.text, 1, None, None), 1, vocabulary)
    if measure.state is MeasureState.UNKNOWN or (
        read.state is measure.state and read.text == measure.text
    ):
        return measure.text
    if not exact and read.state is not MeasureState.UNKNOWN:
        return measure.text
    if not exact and measure.state is MeasureState.TODO:
        return with_mark(measure.text, todo)
    return with_mark(measure.text, f"({STATE_MARKS[measure.state]})")


def begin_with_boxes(texts: Sequence[str], *, exact: bool) -> bool:
    """Whether bullets suit the texts of items better than numbers, since they have boxes.

    In an exact draft all have to have one.
    """
    found = [text.startswith(("[ ] ", "[x] ")) for text in texts]
    return bool(found) and (all(found) if exact else any(found))


def understood(draft: Draft, vocabulary: Vocabulary) -> Draft:
    """The draft with its items as they are read: ``DO: test`` is a rule and a text."""
    lessons, measures = [], []
    for lesson in draft.lessons:
        told = to_learning(Item(lesson.text, 1, None, None), vocabulary)
        lessons.append(replace(lesson, text=told.text, rule=lesson.rule or told.rule))
    for each in draft.measures:
        read = to_measure(Item(each.text, 1, None, None), 1, vocabulary)
        state = each.state if read.state is MeasureState.UNKNOWN else read.state
        measures.append(replace(each, text=read.text, state=state))
    return replace(draft, learnings=tuple(lessons), prevention=tuple(measures))


def item_texts(items: Iterable[tuple[str, str]], guard: Guard) -> list[str]:
    """The texts of the items of a list, of pairs of topic and text.

    Neighbours that share a topic are one item: the topic, and a list below it.
    """
    texts: list[str] = []
    for topic, group in groupby(items, key=lambda pair: pair[0]):
        if topic:
            nested = [text for _, text in group]
            texts.append("\n".join([f"**{guard(topic)}**:", *list_lines(nested, "-")]))
        else:
            texts += [text for _, text in group]
    return texts


def list_lines(texts: Sequence[str], marker: str) -> list[str]:
    """The lines of a list; ``1.`` for a marker counts."""
    lines: list[str] = []
    for number, text in enumerate(texts, 1):
        lead = f"{number}. " if marker == "1." else f"{marker} "
        first, *rest = text.split("\n")
        lines += [lead + first, *indented(rest, len(lead))]
    return lines


def indented(lines: Iterable[str], width: int) -> list[str]:
    """Lines moved to the right; blank ones stay empty."""
    return [" " * width + line if line else line for line in lines]


def code(text: str) -> str:
    """``text`` as inline code, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"
