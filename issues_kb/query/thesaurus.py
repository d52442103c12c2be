"""Words that people use for one another, as data: ``synonyms.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from issues_kb.query.stemming import stem
from issues_kb.query.terms import tokens

__all__ = ["expression", "load_synonyms"]

_FILE = Path(__file__).with_name("synonyms.toml")


def expression(text: str) -> str:
    """An expression as it is compared: its stems, a blank between them."""
    return " ".join(map(stem, tokens(text)))


def load_synonyms(more: Iterable[Iterable[str]] = ()) -> dict[str, tuple[str, ...]]:
    """For each expression (stems joined by blanks) all others of its groups, as written.

    ``more`` are further groups.
    """
    import tomllib

    areas = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    groups = [group for area in areas.values() for group in area["groups"]]
    found: dict[str, dict[str, None]] = {}
    for group in [*groups, *more]:
        names = {expression(name): name for name in group}
        for each in names:
            others = (name for stems, name in names.items() if stems != each)
            found.setdefault(each, {}).update(dict.fromkeys(others))
    return {each: tuple(others) for each, others in found.items() if others}
