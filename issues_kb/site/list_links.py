"""Addresses of the list of issues with a filter; without scripts it shows the whole list."""

from __future__ import annotations

from urllib.parse import quote

__all__ = ["filtered"]


def filtered(**values: str) -> str:
    """The list of the issues that have these values, several of one kind with commas between."""
    asked = "&".join(f"{name}={quote(value, safe=',')}" for name, value in values.items())
    return f"issues/index.html?{asked}"
