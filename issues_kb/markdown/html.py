"""An issue's Markdown as safe, highlighted HTML.

The text is data: raw HTML is shown as text, only http, https and mail addresses become
links, nothing is loaded from anywhere, and no attribute carries script or style. The
same arguments give the same HTML; nothing else is read, so results can be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from issues_kb.markdown.decorating import Anchors, Mark, Mention, Setting, decorate
from issues_kb.markdown.highlighting import highlight, highlight_css
from issues_kb.markdown.visible import Html, visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = [
    "Anchors",
    "Html",
    "Mark",
    "Mention",
    "Setting",
    "definitions",
    "highlight_css",
    "plain_text",
    "render_blocks",
    "render_inline",
    "render_title",
    "visible",
]

MAX_NESTING = 100
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[^\n]*\S", re.MULTILINE)
_MAX_INLINE = 20_000


#: A line without these that prints as it is, is as HTML what it is as text.
_SIGN = re.compile(r"[`*_~\[\]<>&\"\\!]")
#: One line with nothing in it but code, strong words and text without signs.
_TEXT = r"[^`*_~\[\]<&\\\n]"
_SIMPLE = re.compile(rf"(?:{_TEXT}|`[^`\n]+`(?!`)|\*\*(?=[^\W_]){_TEXT}*(?<=[^\W_])\*\*(?!\*))*+")
_SIGNS = re.compile(r"\*\*|`([^`]+)`")
_STRONG = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|[^`*]+")
_DEFAULT = Setting()
_NO_LINKS = Setting(links=False)


def render_blocks(text: str, setting: Setting = _DEFAULT) -> Html:
    """A piece of Markdown as HTML.

    Its headings start at ``setting.first_level`` and leave no level out.
    """
    if not (setting.mentions or setting.marks or setting.defined):
        simple = _simple_paragraph(text)
        if simple is not None:
            return simple
    source = visible(text)
    if setting.defined:
        source = f"{source}\n\n{visible(setting.defined)}"
    return Html(_parser().render(source, {"setting": setting}))


def _simple_paragraph(text: str) -> Html | None:
    """One line of words, code and strong words, which most learnings are; none of any other."""
    if not text or not (text[0].isalpha() or text[0] in "`*") or text[-1] == " ":
        return None
    if not text.isprintable() or "://" in text:
        return None
    return Html(f"<p>{_STRONG.sub(_shown, text)}</p>\n") if _SIMPLE.fullmatch(text) else None


def _shown(piece: re.Match[str]) -> str:
    """Code, strong words, or words between them as HTML."""
    code, strong = piece["code"], piece["strong"]
    if code is not None:
        cut = code[0] == code[-1] == " " and not code.isspace()
        return f"<code>{_escaped(code[1:-1] if cut else code)}</code>"
    return _escaped(piece[0]) if strong is None else f"<strong>{_escaped(strong)}</strong>"


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")


def render_inline(text: str) -> Html:
    """One line of Markdown, such as a field's value, without a block around it."""
    return _inline(text, links=True)


def render_title(text: str) -> Html:
    """One line of Markdown without links, so that it can stand inside one."""
    return _inline(text, links=False)


def plain_text(text: str) -> str:
    """One line of Markdown as bare words, for a page's title or an attribute."""
    shown = visible(text[:_MAX_INLINE])
    if _SIMPLE.fullmatch(shown):
        return " ".join(_SIGNS.sub(_content, shown).split())
    tokens = _parser().parseInline(shown, {"setting": _NO_LINKS})
    words = "".join(_words(token.children or ()) for token in tokens)
    return " ".join(words.split())


def definitions(text: str) -> str:
    """The lines of ``text`` that look like link reference definitions."""
    if "]:" not in text:
        return ""
    return "\n".join(match[0] for match in _DEFINITION.finditer(text))


def _inline(text: str, *, links: bool) -> Html:
    if len(text) > _MAX_INLINE:
        return Html(escape(visible(text)))
    if text.isprintable() and not _SIGN.search(text) and not (links and "://" in text):
        return Html(text)
    setting = _DEFAULT if links else _NO_LINKS
    return Html(_parser().renderInline(visible(text), {"setting": setting}))


def _content(sign: re.Match[str]) -> str:
    return sign[1] or ""


def _words(tokens: Iterable[Token]) -> str:
    kinds = {"softbreak": " ", "hardbreak": " "}
    return "".join(kinds.get(token.type, token.content) for token in tokens)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    md.enable(["table", "strikethrough"])
    # Every target is let through here and judged by ``decorating``, which shows as text
    # what may not be a link.
    md.validateLink = _any_target  # type: ignore[assignment,method-assign]
    decorate(md)
    for name in ("fence", "code_block"):
        md.add_render_rule(name, _code)
    md.add_render_rule("task", _task)
    md.add_render_rule("table_open", _table_open)
    md.add_render_rule("table_close", _table_close)
    return md


def _any_target(_url: str) -> bool:
    return True


def _code(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    token = tokens[index]
    words = token.info.split(maxsplit=1)
    language = words[0].strip("{}.").lower() if words else ""
    body = highlight(token.content, language)
    label = f' data-language="{escape(token.info.strip()[:80])}"' if words else ""
    mark = token.attrGet("id")
    anchor = f' id="{escape(str(mark))}"' if mark else ""
    return f'<pre{anchor} tabindex="0"{label}><code>{body}</code></pre>\n'


def _task(_renderer: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    done = tokens[index].meta["done"]
    sign, words = ("☑", "done") if done else ("☐", "to do")
    return f'<span class="task" role="img" aria-label="{words}">{sign}</span> '


def _table_open(*_: object) -> str:
    return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'


def _table_close(*_: object) -> str:
    return "</table></div>\n"
