"""A theme is values of known variables, and nothing else gets into the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from issues_kb.errors import ConfigError
from issues_kb.model import LogReading
from issues_kb.site import SiteOptions
from issues_kb.site.theme import VARIABLES, read_theme, theme_css
from issues_kb.templating import packaged_folder
from tests.site.conftest import build_site


def test_every_variable_of_the_style_sheet_can_be_set() -> None:
    sheet = (packaged_folder() / "site/assets/site.css").read_text(encoding="utf-8")
    first = sheet.partition(":root {")[2].partition("}")[0]
    assert set(re.findall(r"--([\w-]+):", first)) == set(VARIABLES)


def test_values_become_a_style_sheet() -> None:
    given = {
        "accent": {"light": "#7a1fa2", "dark": "oklch(80% 0.1 300)"},
        "paper": "white",
        "font": "Georgia, 'Times New Roman', serif",
        "radius": "0",
        "edge": "clamp(1rem, 4vw, 2rem)",
    }
    assert theme_css(read_theme(given, "issues-kb.toml")).decode() == (
        ":root {\n"
        "  --accent: light-dark(#7a1fa2, oklch(80% 0.1 300));\n"
        "  --paper: white;\n"
        "  --font: Georgia, 'Times New Roman', serif;\n"
        "  --radius: 0;\n"
        "  --edge: clamp(1rem, 4vw, 2rem);\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accent", "red; } body { display: none"),
        ("accent", "url(https://example.org/x.png)"),
        ("accent", "#12345"),
        ("accent", "rgb(1, 2, 3) /* */"),
        ("accent", "red\n}"),
        ("accent", {"light": "red"}),
        ("accent", {"light": "red", "dark": "x)"}),
        ("accent", 3),
        ("font", "a; b"),
        ("font", "'a\\'"),
        ("font", '"unclosed, serif'),
        ("font", "expression(alert(1))"),
        ("radius", "12"),
        ("radius", "calc(1px + var(--x))"),
        ("radius", {"light": "1px", "dark": "2px"}),
        ("radius", ""),
    ],
)
def test_a_value_of_another_shape_is_an_error(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=rf"^kb\.toml: `theme\.{name}` is not"):
        read_theme({name: value}, "kb.toml")


def test_an_unknown_variable_is_an_error_with_a_proposal() -> None:
    with pytest.raises(ConfigError, match=r"`theme\.acent` is no variable") as caught:
        read_theme({"acent": "red"}, "kb.toml")
    assert caught.value.hint == "did you mean `accent`?"


def test_pages_link_the_theme_after_the_style_sheet(sample: LogReading, output: Path) -> None:
    build_site([sample], output, SiteOptions(theme={"accent": "red"}))
    page = (output / "issues/docs/1.html").read_text()
    own, theme = page.index("../../assets/site.css"), page.index("../../assets/theme.css")
    assert own < theme
    assert (output / "assets/theme.css").read_text() == ":root {\n  --accent: red;\n}\n"


def test_without_a_theme_there_is_no_file_for_it(sample: LogReading, output: Path) -> None:
    build_site([sample], output, SiteOptions(theme={"accent": "red"}))
    report = build_site([sample], output)
    assert report.removed == ("assets/theme.css",)
    assert "theme.css" not in (output / "index.html").read_text()
