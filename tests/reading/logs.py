"""Strategies: Markdown of all kinds, and logs as people shape them."""

from __future__ import annotations

from hypothesis import strategies as st

ATOMS = [
    "# a",
    "## b",
    "  ### c",
    "    # d",
    "- x",
    "- ",
    "1. y",
    "2. z",
    "10) q",
    "> q",
    ">",
    "> # h",
    "```",
    "```py",
    "~~~",
    "   ```",
    "  ~~~~",
    "text",
    "more",
    "",
    "",
    "<div>",
    "<!-- c",
    "-->",
    "<b>",
    "</details>",
    "---",
    "===",
    "* * *",
    "    code",
    "\ttab",
    "- # n",
    "  # in",
    "   # three",
    "> - l",
    ">     c",
    "- > q",
    "     ```",
    "<script>",
    "</script>",
    "+ a",
    "  - b",
    "    - c",
    "      # deep",
    "-",
    "1.",
    "<?x",
    "?>",
    "#",
    "# # #",
    "#x",
    "-\tz",
    "**Status:** Fixed",
    "## Issue #1: t",
    "### BUG-2 - u",
    "**Fix**: v",
    "- [ ] w",
    "Date: 2025-01-02",
]

markdown_texts = st.lists(st.sampled_from(ATOMS), max_size=14).map("\n".join)

WORDS = st.text("abcdefgh ÄÖ日本한", min_size=1, max_size=12).map(str.strip).filter(bool)
PROSE = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)

SECTIONS = (
    "Problem Description",
    "Root Cause",
    "Resolution",
    "Key Learnings",
    "Prevention Measures",
)


@st.composite
def sections(draw: st.DrawFn) -> str:
    """A headed section with prose, a list or code."""
    name = draw(st.sampled_from(SECTIONS))
    prose = draw(PROSE)
    body = draw(st.sampled_from((prose, f"- {prose}\n- [ ] {prose}", f"```\n# {prose}\n```")))
    return f"### {name}\n\n{body}"


@st.composite
def entries(draw: st.DrawFn, number: int) -> str:
    """An entry in the seed's format."""
    title = draw(PROSE)
    date = draw(st.dates()).isoformat() if draw(st.booleans()) else "YYYY-MM-DD"
    severity = draw(st.sampled_from(("Low", "High (why)", "Critical", "")))
    status = draw(st.sampled_from(("Open", "✅ Resolved", "In Progress")))
    parts = draw(st.lists(sections(), min_size=1, max_size=4))
    fields = f"**Date:** {date}  \n**Severity:** {severity}\n**Status:** {status}"
    head = f"## Issue #{number}: {title}\n\n{fields}"
    return "\n\n".join((head, *parts, "---"))


@st.composite
def logs(draw: st.DrawFn) -> str:
    """A log with up to five entries."""
    count = draw(st.integers(0, 5))
    parts = ["# Issues Log\n\nWhat went wrong."]
    parts += [draw(entries(number)) for number in range(1, count + 1)]
    end = draw(st.sampled_from(("", "\n")))
    return "\n\n".join(parts) + end


log_texts = logs()
entry_texts = st.one_of(PROSE, PROSE.map(lambda p: f"- {p}"), PROSE.map(lambda p: f"**Note:** {p}"))
