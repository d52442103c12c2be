"""Learnings and prevention measures: what is one item in a section.

A list item at any depth that makes a statement of its own is one; a parent that only
introduces its children is their topic. Continuation paragraphs and code belong to their
item. Without a list each paragraph is an item, in a table each body row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from issues_kb.markdown.blocks import Block, BlockType
from issues_kb.model import Learning, Measure, MeasureState, Rule
from issues_kb.patterns import pattern
from issues_kb.reading.folding import fold, plain_text
from issues_kb.reading.labels import LabelStyle, parse_label
from issues_kb.reading.values import is_nothing, is_placeholder
from issues_kb.reading.vocabulary import Vocabulary

__all__ = ["Item", "find_items", "to_learning", "to_measure", "topics_of_advice"]

LISTS = (BlockType.BULLETS, BlockType.NUMBERS)

_COLONS = (":", "：", ":**", "：**", ":*")

_SIGNS = pattern("^\\s*(?:[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]+\\s*)+")
_CHECKBOX = pattern(r"^\s*(?:\[([ xX✓✔])\]|([☐☑☒🔲])\ufe0f?)\s*")
_WHOLE_BOLD = pattern(r"^\s*(\*\*|__)(?=\S)((?:(?!\1).)+?)\s*[:：]?\1\s*[:：]?\s*$", re.S)
_NOTED_END = pattern(r"(?<=\*\*)\s*[(（][^()（）]{1,30}[)）]\s*(?=[:：]?$)")
_COUNT = pattern(r"#?\d{1,3}[.)]?")
_ADVICE = pattern("^\\s*[✅✔❌✖🚫]\ufe0f?\\s*")
_FIRM = pattern(r"\**[A-Z][A-Z']+\b")
_BULLETED = pattern(r"^\s*(?:[•●▪◦‣·–—]|[✅✔☑❌⚠🔹🔸👉➡▶☐⬜⏳📌💡]\ufe0f?)\s*")
_BULLET = pattern(r"^\s*(?:[•●▪◦‣·–—🔹🔸👉➡▶📌💡]\ufe0f?)\s*")
# Neighbours that all eat blanks must give none back, or a run of them takes its square.
_MARK_END = pattern(r"^(.*\S)\s*[(（\[]\s*+([^()（）\[\]]{1,40})\s*+[)）\]]\s*+[:：.]?\s*+$", re.S)
_MARK_DASH = pattern(
    r"^(.*\S)\s+(?:[-–—:：])\s*([^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+){0,2})\s*\.?$", re.S
)
_MAY_BE_DASH = pattern(r"\s[-–—:：]")
_SIGN_END = pattern(
    r"^(.*[^\s*_])[\s*_]*([\u2190-\u2bff\U0001f000-\U0001faff])\ufe0f?\s*+([^()（）]{0,20}?)\s*+"
    r"([(（][^()（）]{1,60}[)）])?[\s.*_]*+$",
    re.S,
)
_MARK_START = pattern(
    r"^\s*+(?:[(（\[]\s*+([^()（）\[\]]{1,30})\s*+[)）\]]|\*\*([^*]{2,20})\*\*(?=\s)"
    r"|([A-Z][A-Z \-]{2,20})\s*[:：])\s*(?:[-–—]\s+)?"
)
_MARKER = pattern(r"^(\s*(?:>\s?)*)(?:[-+*]|\d{1,9}[.)])(\s+|$)")


class Item(NamedTuple):
    """One item as it stands: Markdown without its bullet, and the topic it is nested in.

    ``line`` counts in the log.
    """

    text: str
    line: int
    topic: str | None
    checkbox: MeasureState | None
    state: MeasureState | None = None
    """What a column of its table says."""


class _Finder:
    def __init__(self, lines: Sequence[str], vocabulary: Vocabulary, shift: int) -> None:
        self.lines = lines
        self.vocabulary = vocabulary
        self.shift = shift

    def section(self, blocks: Sequence[Block], topic: str | None = None) -> Iterator[Item]:
        """The items of a section; each heading inside is the topic of what follows it."""
        start = 0
        for index, block in enumerate(blocks):
            if block.type is BlockType.HEADING:
                yield from self._group(blocks[start:index], topic)
                topic = plain_text(block.text).rstrip(":： ")
                start = index + 1
        yield from self._group(blocks[start:], topic)

    def _group(self, blocks: Sequence[Block], topic: str | None) -> Iterator[Item]:
        has_list = any(block.type in (*LISTS, BlockType.TABLE) for block in blocks)
        current, bold = topic, None
        for index, block in enumerate(blocks):
            if block.type in LISTS:
                yield from self.list(block, current)
                current = topic
            elif block.type is BlockType.TABLE:
                yield from self._rows(block, current)
            elif block.type is BlockType.QUOTE:
                yield from self.section(block.children, current)
            elif block.type is BlockType.PARAGRAPH:
                listed = index + 1 < len(blocks) and blocks[index + 1].type in LISTS
                if _introduces(block.text):
                    current = _topic(block.text)
                    bold = current if _whole_bold(block.text.strip()) else None
                    if not listed and not has_list and index + 1 == len(blocks):
                        yield Item(block.text.strip(), block.line + self.shift, topic, None)
                elif not has_list or (
                    index == 0
                    and (not listed or not block.text.rstrip().endswith((":", "：")))
                    and (not listed or self._beside_label(block))
                ):
                    yield from self._paragraph(block, topic if has_list else bold or topic)

    def _beside_label(self, block: Block) -> bool:
        """Whether a paragraph is the text beside a label, not one of its own."""
        line = self.lines[block.line - 1] if block.line <= len(self.lines) else ""
        first = block.text.split("\n")[0].strip()
        return bool(first) and not line.strip().startswith(first[:20])

    def _paragraph(self, block: Block, topic: str | None) -> Iterator[Item]:
        lines = block.text.split("\n")
        bulleted = [index for index, line in enumerate(lines) if _BULLETED.match(line)]
        if bulleted and len(lines) > 1 and len(bulleted) * 2 > len(lines):
            for place, index in enumerate(bulleted):
                last = bulleted[place + 1] if place + 1 < len(bulleted) else len(lines)
                text = _BULLET.sub("", "\n".join(lines[index:last]))
                yield Item(text, block.line + index + self.shift, topic, None)
            return
        text = block.text.strip()
        if text and not is_nothing(text, self.vocabulary) and not is_placeholder(text):
            yield Item(text, block.line + self.shift, topic, None)

    def _rows(self, block: Block, topic: str | None) -> Iterator[Item]:
        """Each body row, without the numbers that only count rows; a column may tell its state."""
        heads = [c.text for row in block.children[:1] if row.header for c in row.children]
        stated = {i for i, head in enumerate(heads) if self._is_state(head)}
        for row in block.children:
            cells = [cell.text.strip() for cell in row.children]
            if row.header:
                continue
            marks = [self.vocabulary.marks.first(cells[i]) for i in stated if i < len(cells)]
            state = next((MeasureState(mark.meaning) for mark in marks if mark), None)
            dropped = stated if state else set()
            text = " — ".join(
                cell
                for i, cell in enumerate(cells)
                if cell and i not in dropped and (i or not _COUNT.fullmatch(cell))
            )
            if text:
                yield Item(text, row.line + self.shift, topic, None, state)

    def _is_state(self, head: str) -> bool:
        name = plain_text(head)
        whole = self.vocabulary.marks.first(name)
        return self.vocabulary.fields.exact(name) == "status" or (
            whole is not None and len(name) == whole.end - whole.start
        )

    def list(self, block: Block, topic: str | None) -> Iterator[Item]:
        for item in block.children:
            yield from self._list_item(item, topic)

    def _list_item(self, item: Block, topic: str | None) -> Iterator[Item]:
        children = item.children
        first = children[0] if children else None
        if first is None:
            return
        nested = [child for child in children if child.type in LISTS]
        if first.type is not BlockType.PARAGRAPH:
            if first.type in LISTS:
                yield from self.list(first, topic)
            return
        text, state = _checkbox(first.text)
        if is_nothing(text, self.vocabulary) or is_placeholder(text):
            return
        line = item.line + self.shift
        if not nested or self._ends_as_example(text):
            yield Item(self._source(item, first, text, item.end_line), line, topic, state)
            return
        if not _introduces(text):
            yield Item(self._source(item, first, text, nested[0].line - 1), line, topic, state)
        for child in nested:
            yield from self.list(child, _topic(text))

    def _ends_as_example(self, text: str) -> bool:
        """``Avoid short names, e.g.:`` is followed by examples, not by items."""
        return fold(plain_text(text)).rstrip(":：,， ").endswith(self.vocabulary.example_words)

    def _source(self, item: Block, first: Block, text: str, end: int) -> str:
        """The item's own lines, without bullet, checkbox and indentation."""
        rest = self.lines[first.end_line : end]
        if not rest:
            return text.strip()
        marker = _MARKER.match(self.lines[item.line - 1])
        width = len(marker.group(0)) if marker else 2
        dedented = [
            line[width:] if not line[:width].strip(" >") else line.lstrip() for line in rest
        ]
        return "\n".join([text.strip(), *dedented]).strip()


def _checkbox(text: str) -> tuple[str, MeasureState | None]:
    match = _CHECKBOX.match(text)
    if match is None:
        return text, None
    done = (match.group(1) or match.group(2)) not in (" ", "☐", "🔲")
    return text[match.end() :], MeasureState.DONE if done else MeasureState.TODO


def _introduces(text: str) -> bool:
    """Whether a text only introduces what follows: a bold topic, or an ending colon."""
    stripped = text.strip()
    if stripped.endswith(_COLONS):
        return True
    stripped = _without_note(_without_signs(stripped))
    return stripped.endswith(_COLONS) or _whole_bold(stripped) is not None


def _without_signs(text: str) -> str:
    match = _SIGNS.match(text)
    return text[match.end() :] if match else text


def _without_note(text: str) -> str:
    """A text without the brackets behind its bold end."""
    return _NOTED_END.sub("", text) if ")" in text or "）" in text else text


def _whole_bold(text: str) -> re.Match[str] | None:
    """A text that is bold as a whole; most show at their ends that they are not."""
    ends = text.strip().rstrip(":：").rstrip()
    if ends.startswith(("**", "__")) and ends.endswith(("**", "__")):
        return _WHOLE_BOLD.match(text)
    return None


def _topic(text: str) -> str:
    first = _without_signs(_checkbox(text)[0].split("\n", 1)[0])
    label = parse_label(first)
    if label is not None and label.style is LabelStyle.BOLD:
        return label.name
    without = _without_note(first)
    first = without if _whole_bold(without) else first
    return plain_text(first).strip().rstrip(":： ").strip()


def find_items(
    blocks: Sequence[Block], lines: Sequence[str], vocabulary: Vocabulary, shift: int = 0
) -> list[Item]:
    """The items of a section. ``lines`` are the entry's, which the blocks' lines count.

    ``shift`` is how many lines of the log stand before the entry.
    """
    return list(_Finder(lines, vocabulary, shift).section(blocks))


def to_learning(item: Item, vocabulary: Vocabulary) -> Learning:
    """A learning from an item: its rule from a label (``DO:``) or the leading word."""
    text = _unbold(item.text)
    label = parse_label(text)
    if label is not None and label.value:
        rule = vocabulary.rules.get(fold(label.name))
        if rule is not None:
            rest = text.split("\n")[1:]
            value = (
                label.value if "\n" in label.value or not rest else "\n".join([label.value, *rest])
            )
            return Learning(value, item.line, item.topic, Rule(rule))
        if label.style is LabelStyle.BOLD:
            return Learning(text, item.line, item.topic, None)
    return Learning(text, item.line, item.topic, _leading_rule(text, vocabulary))


def _leading_rule(text: str, vocabulary: Vocabulary) -> Rule | None:
    folded = fold(plain_text(text.split("\n", maxsplit=1)[0])).lstrip("✅❌⚠️➡•-– ")
    if not folded.startswith(tuple(vocabulary.rules)):
        return None
    for word, rule in vocabulary.rules.items():
        if folded.startswith(word):
            after = folded[len(word) : len(word) + 1]
            if not (word[-1].isascii() and word[-1].isalnum()) or not (
                after.isalnum() or after in "'-_"
            ):
                return Rule(rule)
    return None


def topics_of_advice(items: Sequence[Item], vocabulary: Vocabulary) -> frozenset[str | None]:
    """The topics whose signs say do and don't, instead of done and not done.

    So they do where one stands before a rule: ``❌ NEVER use real keys``.
    """
    signed = [
        (item.topic, _ADVICE.sub("", item.text)) for item in items if _ADVICE.match(item.text)
    ]
    return frozenset(
        topic
        for topic, text in signed
        if _FIRM.match(text) and _leading_rule(text, vocabulary) in (Rule.DO, Rule.DONT)
    )


def to_measure(item: Item, number: int, vocabulary: Vocabulary, *, advice: bool = False) -> Measure:
    """A measure from an item: its state only from a mark that is there."""
    first, _, rest = item.text.partition("\n")
    if advice and _ADVICE.match(first):
        state = item.checkbox or item.state or MeasureState.UNKNOWN
        checklist = item.checkbox is not None
        return Measure(number, item.text, item.line, item.topic, state, checklist)
    stripped, marked = _strip_mark(first, vocabulary)
    state = item.checkbox or item.state or marked or MeasureState.UNKNOWN
    text = _unbold(stripped if marked else first)
    whole = f"{text}\n{rest}".strip() if rest else text.strip()
    return Measure(number, whole, item.line, item.topic, state, item.checkbox is not None)


def _strip_mark(text: str, vocabulary: Vocabulary) -> tuple[str, MeasureState | None]:
    """A text without the mark of its state at either end, and that state."""
    if text and not text[0].isalnum() and text[0] not in "([（*_~":
        emoji = vocabulary.marks.first(text[:3])
        if emoji is not None and emoji.start == 0:
            return text[emoji.end :].lstrip("\ufe0f :"), MeasureState(emoji.meaning)
    label = parse_label(text)
    named = _whole_mark(label.name, vocabulary) if label is not None and label.value else None
    if label is not None and named is not None:
        return label.value, named
    bracketed = text.rstrip().rstrip(":：.").rstrip().endswith((")", "）", "]"))
    dashed = _MAY_BE_DASH.search(text) is not None
    for mark, keep, possible in (
        (_MARK_END, True, bracketed),
        (_MARK_DASH, True, dashed),
        (_MARK_START, False, True),
    ):
        match = mark.match(text) if possible else None
        if match is None:
            continue
        word = next(group for group in match.groups()[keep:] if group)
        loose = mark is _MARK_END or word.isupper() or text[0] in "([（"
        state = _mark(word, vocabulary) if loose else _whole_mark(word, vocabulary)
        if state is not None:
            left = match.group(1) if keep else text[match.end() :]
            return left.rstrip(":： "), state
    return _strip_sign(text, vocabulary)


def _mark(word: str, vocabulary: Vocabulary) -> MeasureState | None:
    """The state that a text begins with: ``done in PR #12``."""
    found = vocabulary.marks.first(word)
    return MeasureState(found.meaning) if found is not None and found.start <= 1 else None


def _whole_mark(word: str, vocabulary: Vocabulary) -> MeasureState | None:
    """The state that a text is, with nothing beside it."""
    found = vocabulary.marks.first(word)
    whole = found is not None and found.end - found.start == len(word.strip())
    return MeasureState(found.meaning) if found is not None and whole else None


def _strip_sign(text: str, vocabulary: Vocabulary) -> tuple[str, MeasureState | None]:
    """A text without the sign at its end, behind which a word or a note may stand."""
    match = None if text.isascii() else _SIGN_END.match(text)
    found = vocabulary.marks.first(match.group(2)) if match else None
    if match is None or found is None or found.start > 0:
        return text, None
    word, note = match.group(3).strip(), match.group(4) or ""
    if word and _whole_mark(word, vocabulary) is None:
        return text, None
    left = match.group(1).rstrip(" :：–—-")
    return f"{left} {note}".strip(), MeasureState(found.meaning)


def _unbold(text: str) -> str:
    """A first line that is bold as a whole, without its emphasis and closing colon."""
    first, mark, rest = text.partition("\n")
    match = _whole_bold(first)
    return (match.group(2).strip() + mark + rest) if match else text
