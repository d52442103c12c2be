"""What we change between Markdown's tokens and HTML: links, images, headings, marks.

Everything works on the tokens of markdown-it-py, so that no HTML is ever taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issues_kb.letters import normalized
from issues_kb.markdown.visible import Html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

__all__ = ["Anchors", "Heading", "Mark", "Mention", "Setting", "decorate"]

_EXTERNAL = re.compile(r"(?:https?://[^/]|mailto:)", re.IGNORECASE)
_BARE_ADDRESS = r"https?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef]+"
_TASK = re.compile(r"\[([ xX])\](?:[ \u00a0]|$)")
_LABEL = re.compile(r"[^\W\d_][\w /-]{0,30}[:：](?:\s|$)")
_NOT_SLUG = re.compile(r"[\W_]+")
_LONGEST_SLUG = 60
_LONGEST_TARGET = 300


@dataclass(frozen=True, slots=True)
class Mention:
    """Words on a line (from 1 in the text, as written there) that become a link."""

    text: str
    href: str
    line: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An id and classes for the block that starts on ``line`` (from 1 in the text)."""

    line: int
    id: str
    classes: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline, with the id that it has in the page."""

    level: int
    html: Html
    id: str


class Anchors:
    """Hands out ids that are unique in a page: ``issue-root-cause``, ``issue-root-cause-2``."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def take(self, text: str) -> str:
        """An id made of ``text``: always the same for the same texts in the same order."""
        folded = normalized("NFKC", text).lower()
        slug = _NOT_SLUG.sub("-", folded)[:_LONGEST_SLUG].strip("-") or "part"
        base = name = f"issue-{slug}"
        number = self._last.get(base, 1)
        while name in self._taken:
            number += 1
            name = f"{base}-{number}"
        self._last[base] = number
        self._taken.add(name)
        return name


@dataclass(frozen=True, slots=True)
class Setting:
    """What one rendering knows beside the text; found again under ``env["setting"]``."""

    #: The level of the outermost heading in the text.
    first_level: int = 2
    mentions: Sequence[Mention] = ()
    marks: Sequence[Mark] = ()
    #: Gives each heading an id; none leaves them without.
    anchors: Anchors | None = None
    #: Link definitions from elsewhere, as lines of Markdown.
    defined: str = ""
    #: Whether anything may become a link.
    links: bool = True


def decorate(md: MarkdownIt) -> None:
    """Adds our pass after all of Markdown's own."""
    md.core.ruler.push("issues_kb", _pass)


@dataclass(slots=True)
class _Outline:
    """Levels without gaps: the page's level for each heading, whatever its number of marks."""

    first: int
    stack: list[int] = field(default_factory=list)

    def place(self, level: int) -> int:
        while self.stack and self.stack[-1] >= level:
            self.stack.pop()
        self.stack.append(level)
        return min(self.first + len(self.stack) - 1, 6)


def _pass(state: StateCore) -> None:
    setting: Setting = state.env["setting"]
    outline = _Outline(setting.first_level)
    marks = {mark.line: mark for mark in setting.marks}
    lines = (1, 1)
    for index, token in enumerate(state.tokens):
        if token.map:
            lines = (token.map[0] + 1, token.map[1])
        if token.type == "inline":
            _inline(state, token, setting, lines)
            if index >= 2 and state.tokens[index - 2].type == "list_item_open":
                _task(token, state.tokens[index - 2])
        elif token.type == "heading_open":
            _heading(state.tokens, index, outline, setting)
        elif token.type in ("th_open", "td_open"):
            _alignment(token)
    if marks:
        _mark(state.tokens, marks)


def _heading(tokens: Sequence[Token], index: int, outline: _Outline, setting: Setting) -> None:
    opening = tokens[index]
    level = outline.place(int(opening.tag[1]))
    opening.tag = tokens[index + 2].tag = f"h{level}"
    if setting.anchors is not None:
        opening.attrSet("id", setting.anchors.take(tokens[index + 1].content))


def _alignment(token: Token) -> None:
    """A class in place of the style attribute, which the pages' security policy forbids."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrJoin("class", "align-" + style.rpartition(":")[2])


def _task(inline: Token, item: Token) -> None:
    children = inline.children or []
    first = children[0] if children else None
    match = _TASK.match(first.content) if first and first.type == "text" else None
    if first is None or match is None:
        return
    first.content = first.content[match.end() :]
    done = match[1] != " "
    children.insert(0, _made("task", meta={"done": done}))
    item.attrJoin("class", "task-done" if done else "task-todo")


def _mark(tokens: Sequence[Token], marks: dict[int, Mark]) -> None:
    """The deepest list item that starts on the line, else the first block that does."""
    chosen: dict[int, Token] = {}
    for token in tokens:
        if not token.map or token.nesting != 1 or token.type not in _MARKABLE or token.hidden:
            continue
        line = token.map[0] + 1
        if line in marks and (line not in chosen or token.type == "list_item_open"):
            chosen[line] = token
    for line, token in chosen.items():
        if token.attrGet("id") is None:
            token.attrSet("id", marks[line].id)
        if marks[line].classes:
            token.attrJoin("class", marks[line].classes)


_CHANGED = frozenset({"link_open", "image", "softbreak"})
_MARKABLE = frozenset({"list_item_open", "heading_open", "paragraph_open", "tr_open"})


def _inline(state: StateCore, token: Token, setting: Setting, lines: tuple[int, int]) -> None:
    md = state.md
    words = [m for m in setting.mentions if lines[0] <= m.line <= lines[1]]
    children = token.children or []
    if not words and "://" not in token.content and _CHANGED.isdisjoint([c.type for c in children]):
        return
    pattern, targets = _pattern(words) if setting.links else (None, {})
    made: list[Token] = []
    open_links: list[_OpenLink] = []
    for index, child in enumerate(children):
        if child.type == "link_open":
            open_links.append(_OpenLink(md, child, index, allowed=setting.links))
            made.append(open_links[-1].opening)
        elif child.type == "link_close":
            text = "".join(other.content for other in children[open_links[-1].index : index])
            made.extend(open_links.pop().close(child, text))
        elif child.type == "image":
            made.extend(_image(md, child, setting, open_links))
        elif child.type == "text" and pattern is not None and not open_links:
            made.extend(_with_links(md, child, pattern, targets))
        elif child.type == "softbreak" and _starts_field(children, index + 1):
            made.append(_made("hardbreak", tag="br"))
        else:
            made.append(child)
    token.children = made


def _starts_field(children: Sequence[Token], index: int) -> bool:
    """Whether the next line starts with a label: such lines stay lines."""
    while index < len(children) and children[index].type == "text" and not children[index].content:
        index += 1
    if index == len(children):
        return False
    child = children[index]
    return child.type == "strong_open" or (
        child.type == "text" and _LABEL.match(child.content) is not None
    )


def _made(kind: str, tag: str = "", nesting: int = 0, **values: object) -> Token:
    from markdown_it.token import Token

    token = Token(kind, tag, nesting)  # type: ignore[arg-type]
    for name, value in values.items():
        setattr(token, name, value)
    return token


def _anchor(href: str, text: str) -> list[Token]:
    attrs = {"href": href}
    if _EXTERNAL.match(href):
        attrs["rel"] = "noopener noreferrer"
    return [
        _made("link_open", "a", 1, attrs=attrs),
        _made("text", content=text),
        _made("link_close", "a", -1),
    ]


class _OpenLink:
    """An external link stays one; any other target is shown as text behind its words."""

    def __init__(self, md: MarkdownIt, token: Token, index: int, *, allowed: bool) -> None:
        href = str(token.attrGet("href") or "")
        self.index = index
        self.external = allowed and _EXTERNAL.match(href) is not None
        self.target = md.normalizeLinkText(href) if allowed else ""
        if self.external:
            token.attrSet("rel", "noopener noreferrer")
            self.opening = token
        else:
            self.opening = _made("span_open", "span", 1, attrs={"class": "target"})

    def close(self, token: Token, words: str) -> list[Token]:
        """What stands at the end of the link, whose text is ``words``."""
        if self.external:
            return [token]
        shown = [] if not self.target or self.target == words else _note(self.target)
        return [*shown, _made("span_close", "span", -1)]


def _note(target: str) -> list[Token]:
    cut = target if len(target) <= _LONGEST_TARGET else f"{target[:_LONGEST_TARGET]}…"
    return [_made("text", content=" "), _made("code_inline", "code", content=cut)]


def _image(
    md: MarkdownIt, token: Token, setting: Setting, around: Sequence[_OpenLink]
) -> list[Token]:
    """Nothing is loaded from elsewhere: an image is a link to it, or its address as text."""
    source = str(token.attrGet("src") or "")
    words = "".join(child.content for child in token.children or ()) or "image"
    text = _made("text", content=f"Image: {words}")
    if not setting.links:
        return [text]
    if _EXTERNAL.match(source) and not any(link.external for link in around):
        return _anchor(source, text.content)
    return [text, *_note(md.normalizeLinkText(source))]


def _pattern(words: Sequence[Mention]) -> tuple[re.Pattern[str], dict[str, str]]:
    targets = {word.text: word.href for word in words if word.text}
    texts = sorted(targets, key=len, reverse=True)
    mention = "|".join(re.escape(text) for text in texts)
    if not mention:
        return _ADDRESSES, targets
    return re.compile(rf"{_BARE_ADDRESS}|(?<![\w#/-])(?:{mention})(?![\w-])"), targets


_ADDRESSES = re.compile(_BARE_ADDRESS)


def _with_links(
    md: MarkdownIt, token: Token, pattern: re.Pattern[str], targets: dict[str, str]
) -> list[Token]:
    text = token.content
    made: list[Token] = []
    done = 0
    for match in pattern.finditer(text):
        words = match[0]
        href = targets.get(words)
        if href is None:
            words = _trimmed(words)
            href = md.normalizeLink(words)
            if not _EXTERNAL.match(href):
                continue
        made.append(_made("text", content=text[done : match.start()]))
        made.extend(_anchor(href, words))
        done = match.start() + len(words)
    if not made:
        return [token]
    return [*made, _made("text", content=text[done:])]


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while end:
        last = address[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
        elif last not in ".,;:!?*_~]}|\\":
            break
        end -= 1
    return address[:end]
