"""Highlighted code as HTML with classes, and the style sheet for these classes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from issues_kb.markdown.visible import Html

if TYPE_CHECKING:
    from pygments.lexer import Lexer

__all__ = ["CLASS_PREFIX", "MAX_CODE", "highlight", "highlight_css"]

CLASS_PREFIX = "hl-"
#: Longer blocks of code (in characters) are shown without colours.
MAX_CODE = 100_000
_MAX_LANGUAGE = 40
# Both keep a contrast of 4.5:1 for every token on the page's code background.
_LIGHT, _DARK = "xcode", "monokai"
# What xcode leaves black: lines of a diff.
_OWN_LIGHT = {"gd": "#a8231c", "gi": "#1a6636", "gh": "#4c4c4c", "gu": "#4c4c4c"}


def highlight(code: str, language: str) -> Html:
    """``code`` as spans with classes; plain text for an unknown language or a large block."""
    lexer = _lexer(language) if language and len(code) <= MAX_CODE else None
    if lexer is None:
        return Html(escape(code, quote=False))
    return Html("".join(_spans(lexer, code)))


def highlight_css() -> str:
    """The style sheet of the classes: colours as variables, light and dark."""
    light, dark = _colours(_LIGHT), _colours(_DARK)
    light.update(_OWN_LIGHT)
    groups: dict[tuple[str, str], list[str]] = {}
    for name in sorted(light.keys() | dark.keys()):
        pair = (light.get(name, "inherit"), dark.get(name, "inherit"))
        if pair != ("inherit", "inherit"):
            groups.setdefault(pair, []).append(name)
    numbered = list(enumerate(groups.items(), start=1))
    light_set = "".join(f"--hl-{number}:{pair[0]};" for number, (pair, _) in numbered)
    dark_set = "".join(f"--hl-{number}:{pair[1]};" for number, (pair, _) in numbered)
    rules = "".join(
        ",".join(f".{CLASS_PREFIX}{name}" for name in names) + f"{{color:var(--hl-{number})}}\n"
        for number, (_, names) in numbered
    )
    return (
        f":root{{{light_set}}}\n"
        "@media screen and (prefers-color-scheme:dark)"
        f'{{:root:not([data-theme="light"]){{{dark_set}}}}}\n'
        f'@media screen{{:root[data-theme="dark"]{{{dark_set}}}}}\n'
        f"{rules}"
    )


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if len(language) > _MAX_LANGUAGE:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1)
def _class_names() -> dict[object, str]:
    from pygments.token import STANDARD_TYPES

    return {token: name for token, name in STANDARD_TYPES.items() if name not in _PLAIN}


@lru_cache(maxsize=1)
def _coloured() -> frozenset[str]:
    return frozenset(_colours(_LIGHT) | _colours(_DARK) | _OWN_LIGHT)


def _spans(lexer: Lexer, code: str) -> Iterator[str]:
    """Neighbours of one class share a span; a span may run over line ends."""
    open_class = ""
    held: list[str] = []
    for token, value in lexer.get_tokens(code):
        name = _class_name(token)
        if name != open_class:
            yield from _span(open_class, held)
            open_class, held = name, []
        held.append(value)
    yield from _span(open_class, held)


def _span(name: str, values: list[str]) -> Iterator[str]:
    text = escape("".join(values), quote=False)
    if text:
        yield f'<span class="{CLASS_PREFIX}{name}">{text}</span>' if name else text


@lru_cache(maxsize=1024)
def _class_name(token: object) -> str:
    """The class of a token, or of the nearest kind above it that has a colour."""
    while token is not None:
        name = _class_names().get(token, "")
        if name in _coloured():
            return name
        token = getattr(token, "parent", None)
    return ""


# Shown in the colour of the text: text itself, white space, punctuation, and what a lexer
# takes for an error, since a pasted excerpt is no whole program.
_PLAIN = frozenset({"", "w", "p", "esc", "err"})


def _colours(style_name: str) -> dict[str, str]:
    from pygments.styles import get_style_by_name

    names = _class_names()
    # Black is xcode's word for "as the text around it".
    return {
        names[token]: f"#{definition['color']}"
        for token, definition in get_style_by_name(style_name)
        if definition["color"] not in ("", None, "000000") and token in names
    }
