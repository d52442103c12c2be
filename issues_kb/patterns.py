"""Regular expressions that are compiled when they are first used.

A command compiles only what it asks for: compiling all that reading knows takes longer than
reading a log of usual size.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

__all__ = ["pattern"]

_METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")


class _Pattern:
    """Stands for a pattern; the methods of the compiled one become its own on first use."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self.source = source
        self.compile_flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 one type for each attribute
        compiled = re.compile(self.source, self.compile_flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern as of ``re.compile``, for use by its methods.

    A fault in ``source`` shows itself on first use, as ``re.error``.
    """
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))
