"""Characters that a page must not carry as they are, made visible.

Control characters are errors in HTML and show as nothing; bidirectional overrides can
make a line read as something that it is not. Both are data that people want to see.
"""

from __future__ import annotations

import re

__all__ = ["Html", "visible"]


class Html(str):
    """Text that is HTML already; whoever makes one vouches that it is safe."""

    __slots__ = ()

    def __html__(self) -> Html:
        """What the templates' escaping asks for: nothing is left to escape."""
        return self


_SUPPLEMENTARY_NONCHARACTERS = "".join(
    chr(plane * 0x10000 + low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)
)
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + _SUPPLEMENTARY_NONCHARACTERS + "]"
)


def visible(text: str) -> str:
    """``text`` without characters that show as nothing or change what is read.

    C0 controls become their pictures (``␀``), bidirectional overrides their names
    (``[U+202E]``); C1 controls, lone surrogates and noncharacters become ``�``. Tabs and
    line feeds stay, so that lines keep their numbers.
    """
    if text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable():
        # Nothing that prints is hidden, and this is far quicker found out.
        return text
    return _HIDDEN.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if 0x202A <= code <= 0x2069:
        return f"[U+{code:04X}]"
    return "�"
