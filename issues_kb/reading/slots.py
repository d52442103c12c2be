"""Headings that show where a number or a title is to be put: those of templates."""

from __future__ import annotations

import re
from functools import lru_cache

from issues_kb.reading.folding import plain_text

__all__ = ["SOME_DAY", "is_template_heading"]

_SLOT = (
    r"#?\s*(?:number|num|no\.?|id|n{1,4}|x{1,4}|date|title|编号|标题|问题标题|简短描述|번호|제목|número|título|titre|numéro|"
    r"titel|nummer|номер|название|số|tiêu đề|judul|nomor)"
)
_TEMPLATE = re.compile(
    rf"[\[<{{]{_SLOT}[\]>}}]|[(（]#?(?:number|title|编号|标题)[)）]"
    r"|[\[<{](?:short|brief|one[- ]line|concise|descriptive)[\w -]*[\]>}]"
    r"|[\[<{](?:issue|bug|problem|incident|error)\s+(?:name|id|number|type|here)[\]>}]"
    r"|[\[<{][\w -]{0,20}(?:title|description|summary)[\]>}]"
    r"|(?:#|-)(?:x{1,4}|n{1,4}|编号|번호)(?!\w)|\b[A-Z]+-(?:N{1,4}|X{2,4})\b|\byyyy\b|\{\{|编号[:：]|___",
    re.I,
)


SOME_DAY = re.compile(
    r"\b((?:19|20)\d\d-(?:0[1-9]|1[0-2]))-xx\b|\b(?:19|20)\d\d-xx-xx\b"
    r"|(?<!\d)\d{1,2}([/-])\d{1,2}\2(?:19|20)\d\d(?!\d)",
    re.I,
)
"""A date that tells no day for certain: with the month, which the group tells, with the year
alone, or with two numbers of which nobody says which one is the month."""


@lru_cache(maxsize=8192)
def is_template_heading(text: str) -> bool:
    """Whether a heading shows where a number or a title is to be put."""
    return _TEMPLATE.search(SOME_DAY.sub(" ", plain_text(text))) is not None
