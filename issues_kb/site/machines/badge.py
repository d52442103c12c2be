"""``badge.svg``: how many issues are open, by severity, for a README."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from issues_kb.site.catalogue import SEVERITIES, Catalogue, digest_of
from issues_kb.site.options import SiteOptions
from issues_kb.site.plan import Plan, Stage

__all__ = ["BADGE", "badge", "badge_plans"]

BADGE = "badge.svg"
_LABEL = "open issues"
_WORDS: Mapping[str, str] = {**{each: each for each in SEVERITIES}, "none": "other"}
#: White text on each has a contrast of 4.5 and more.
_COLOURS: Mapping[str, str] = {
    "critical": "#a8112b",
    "high": "#a84600",
    "medium": "#7a5b00",
    "low": "#4b6272",
    "none": "#4b6272",
}
_CLEAR = "#2a6a42"
# Of a sign of 11 px in a common sans serif; ``textLength`` sets whichever font there is to it.
_SIGN = 6.2
_EDGE = 6

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" viewBox="0 0 {width} 20" \
role="img" aria-labelledby="title">
<title id="title">{label}: {value}</title>
<rect width="{width}" height="20" rx="3" fill="{colour}"/>
<path d="M3 0h{left_end}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#3c4149"/>
<g fill="#fff" font-family="system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif" \
font-size="11">
<text x="{edge}" y="14" textLength="{label_width}" lengthAdjust="spacingAndGlyphs">{label}</text>
<text x="{value_at}" y="14" textLength="{value_width}" lengthAdjust="spacingAndGlyphs">\
{value}</text>
</g>
</svg>
"""


def badge_plans(catalogue: Catalogue, _options: SiteOptions) -> Iterator[Plan]:
    """The badge; it changes when a number does."""
    numbers = Counter(entry.row.severity.value for entry in catalogue.entries if entry.is_open)
    known = digest_of("badge", sorted(numbers.items()))
    yield Plan(BADGE, Stage.DATA, partial(badge, numbers), known)


def badge(numbers: Mapping[str, int]) -> bytes:
    """The picture for the numbers of open issues by severity, ``none`` for those without."""
    worst = [each for each in SEVERITIES if numbers.get(each)]
    value = ", ".join(f"{numbers[each]} {_WORDS[each]}" for each in worst) or "none"
    label_width, value_width = (round(len(text) * _SIGN) for text in (_LABEL, value))
    left = label_width + 2 * _EDGE
    svg = _SVG.format(
        width=left + value_width + 2 * _EDGE,
        left_end=left - 3,
        edge=_EDGE,
        label=_LABEL,
        label_width=label_width,
        value=value,
        value_at=left + _EDGE,
        value_width=value_width,
        colour=_COLOURS[worst[0]] if worst else _CLEAR,
    )
    return svg.encode()
