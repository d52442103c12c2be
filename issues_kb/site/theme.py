"""The look by configuration: values for the variables of the style sheet.

What goes into the style sheet is checked by its shape, so that a slip is an error here and not
a page without its colours, and so that nothing but values gets in.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import partial

from issues_kb.errors import ConfigError
from issues_kb.site.catalogue import Catalogue
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage

__all__ = ["THEME", "VARIABLES", "read_theme", "theme_css", "theme_plans"]

THEME = "assets/theme.css"
_NUMBER = r"\d{0,5}\.?\d{1,5}"
_LENGTH = rf"(?:0|{_NUMBER}(?:rem|em|px|pt|ch|vw|%))"
_SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "colour": (
        re.compile(
            r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]{3,30}"
            r"|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\([0-9a-z.,/% +-]{1,80}\)",
            re.IGNORECASE,
        ),
        'a colour such as "#2f4fa8", or { light = "#2f4fa8", dark = "#a3b8ff" }',
    ),
    "length": (
        re.compile(rf"{_LENGTH}|(?:min|max|clamp)\({_LENGTH}(?:, *{_LENGTH}){{0,3}}\)"),
        'a length such as "0.75rem" or "6px"',
    ),
    "typeface": (
        re.compile(
            r"""(?:[a-z-]{1,60}|"[\w -]{1,60}"|'[\w -]{1,60}')"""
            r"""(?:, *(?:[a-z-]{1,60}|"[\w -]{1,60}"|'[\w -]{1,60}')){0,20}""",
            re.IGNORECASE | re.ASCII,
        ),
        "names of typefaces such as \"Georgia, 'Times New Roman', serif\"",
    ),
}
_COLOURS = (
    *("paper", "surface", "line", "line-strong", "ink", "ink-quiet", "accent", "accent-soft"),
    *("critical", "high", "medium", "low", "good", "bad"),
)
_LENGTHS = (
    *(f"text-{size}" for size in ("xs", "s", "m", "prose", "l", "xl", "2xl")),
    *(f"space-{step}" for step in range(1, 9)),
    *("radius", "measure", "page", "edge"),
)
VARIABLES: Mapping[str, str] = {
    **dict.fromkeys(_COLOURS, "colour"),
    **dict.fromkeys(("font", "mono"), "typeface"),
    **dict.fromkeys(_LENGTHS, "length"),
}
"""The variables of ``site.css`` without ``--``, each with the shape of its values."""


def read_theme(table: Mapping[str, object], source: str) -> Mapping[str, str]:
    """The values of the table ``theme``, as the style sheet takes them.

    Raises ConfigError for a variable that the style sheet does not have, and for a value of
    another shape; ``source`` is the file that the table is from.
    """
    return {name: _value(name, given, source) for name, given in table.items()}


def theme_css(theme: Mapping[str, str]) -> bytes:
    """The style sheet that sets these variables."""
    lines = (f"  --{name}: {value};\n" for name, value in theme.items())
    return f":root {{\n{''.join(lines)}}}\n".encode()


def theme_plans(_catalogue: Catalogue, options: SiteOptions) -> Iterator[Plan]:
    """The generated style sheet; none without values."""
    if options.theme:
        yield Plan(THEME, Stage.ASSET, partial(theme_css, options.theme))


def _value(name: str, given: object, source: str) -> str:
    kind = VARIABLES.get(name)
    if kind is None:
        close = difflib.get_close_matches(name.lower().replace("_", "-"), VARIABLES, n=1)
        hint = f"did you mean `{close[0]}`?" if close else "docs/site.md lists them"
        raise ConfigError(f"`theme.{name}` is no variable of the theme", subject=source, hint=hint)
    shape, words = _SHAPES[kind]
    if kind == "colour" and isinstance(given, dict) and set(given) == {"light", "dark"}:
        values = [given["light"], given["dark"]]
    else:
        values = [given]
    fitting = [each.strip() for each in values if isinstance(each, str)]
    if len(fitting) != len(values) or not all(map(shape.fullmatch, fitting)):
        raise ConfigError(f"`theme.{name}` is not {words}", subject=source)
    return fitting[0] if len(fitting) == 1 else f"light-dark({', '.join(fitting)})"
