"""Lines without anything special have a short way to HTML and to plain text, with the same end."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st

from issues_kb.markdown.html import (
    Setting,
    _parser,
    plain_text,
    render_blocks,
    render_inline,
    render_title,
)
from issues_kb.markdown.visible import visible

PIECES = [
    *("`", "**", "*", "_", "~~", "[", "]", "<", ">", "&amp;", "\\", "!", "#", "-", "|", ":", "."),
    *("a", "b c", "é", "中", "1", '"', "'", "(", ")", " ", "  ", "\t", "\n", "\xa0", "\x00"),
    *("\u202e", "http://x.y", "`x`", "**z**", "a**", "**b", "``"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


def long_way(text: str, *, links: bool) -> str:
    return str(_parser().renderInline(visible(text), {"setting": Setting(links=links)}))


@given(TEXTS)
def test_html_by_the_short_way(text: str) -> None:
    assert render_inline(text) == long_way(text, links=True)
    assert render_title(text) == long_way(text, links=False)


@given(TEXTS)
@example("`` ` ``")
@example('` a `, `  ` and **b** or "c" > `<d & e>`')
def test_a_paragraph_by_the_short_way(text: str) -> None:
    long = _parser().render(visible(text), {"setting": Setting()})
    assert render_blocks(text) == long
    assert render_blocks(f"word {text}") == _parser().render(
        visible(f"word {text}"), {"setting": Setting()}
    )


@given(TEXTS)
def test_plain_text_by_the_short_way(text: str) -> None:
    # Images are told in other words; without `!` there are none.
    whole = unescape(re.sub(r"<[^>]*>", "", long_way(text.replace("!", "."), links=False)))
    assert plain_text(text.replace("!", ".")) == " ".join(whole.split())


@given(st.text())
def test_what_prints_is_visible_as_it_is(text: str) -> None:
    assert visible(text) == visible(f"{text}\x00")[:-1]
