"""Issues over time as the geometry of a drawing; the template turns it into SVG.

Bars are drawn in units that the page stretches to its own width, so that no text stands
inside the drawing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from issues_kb.site.models import Badge, Bar, BarPart, Chart

__all__ = ["over_time"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\b", re.ASCII)
_MOST_MONTHS = 36
_MOST_YEARS = 40
_SLOT, _BAR, _HEIGHT = 12, 9, 1000

# A month as a number that has no gaps: 12 × year + month - 1.
_Months = Counter[tuple[int, str]]


def over_time(dates: Iterable[tuple[str | None, str]], severities: Sequence[Badge]) -> Chart | None:
    """A chart of pairs of date and severity value, by month or, over a long time, by year.

    ``severities`` are all there are, worst first. None where all fall into one month.
    """
    months: _Months = Counter()
    undated = 0
    for date, severity in dates:
        found = _DATE.match(date or "")
        if found is None:
            undated += 1
        else:
            months[int(found[1]) * 12 + int(found[2]) - 1, severity] += 1
    numbers = [month for month, _ in months]
    if not numbers or min(numbers) == max(numbers):
        return None
    shown = [badge for badge in severities if any(value == badge.value for _, value in months)]
    by_month = max(numbers) - min(numbers) < _MOST_MONTHS
    periods = _by_month(months) if by_month else _by_year(months)
    return _chart("month" if by_month else "year", periods, shown, undated)


# The label of each bar, its long form, and its issues by severity.
_Period = tuple[str, str, Counter[str]]


def _by_month(months: _Months) -> list[_Period]:
    numbers = [month for month, _ in months]
    periods = []
    for number in range(min(numbers), max(numbers) + 1):
        year, month = divmod(number, 12)
        name = _MONTHS[month]
        periods.append((f"{name[:3]} {year}", f"{name} {year}", _of(months, {number})))
    return periods


def _by_year(months: _Months) -> list[_Period]:
    last = max(month for month, _ in months) // 12
    first = max(min(month for month, _ in months) // 12, last - _MOST_YEARS + 1)
    years: dict[int, Counter[str]] = {year: Counter() for year in range(first, last + 1)}
    cut = False
    for (month, severity), count in months.items():
        cut = cut or month // 12 < first
        years[max(month // 12, first)][severity] += count
    names = {year: str(year) for year in years}
    if cut:
        names[first] = f"to {first}"
    return [(names[year], names[year], counts) for year, counts in years.items()]


def _of(months: _Months, wanted: set[int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (month, severity), count in months.items():
        if month in wanted:
            found[severity] += count
    return found


def _chart(unit: str, periods: Sequence[_Period], shown: Sequence[Badge], undated: int) -> Chart:
    totals = [sum(counts.values()) for _, _, counts in periods]
    most = max(totals)
    tallest = periods[totals.index(most)][1]
    return Chart(
        unit=unit,
        description=(
            f"{_counted(sum(totals))} from {periods[0][1]} to {periods[-1][1]},"
            f" most of them in {tallest}: {most}."
        ),
        width=_SLOT * len(periods),
        height=_HEIGHT,
        bars=tuple(_bar(place, period, shown, most) for place, period in enumerate(periods)),
        severities=tuple(shown),
        table=tuple(
            (name, tuple(counts[badge.value] for badge in shown), total)
            for (_, name, counts), total in zip(periods, totals, strict=True)
        ),
        most=most,
        ticks=_ticks([label for label, _, _ in periods]),
        undated=undated,
    )


def _bar(place: int, period: _Period, shown: Sequence[Badge], most: int) -> Bar:
    """The worst stand at the bottom, where bars can be compared."""
    label, name, counts = period
    parts = []
    done = 0
    for badge in shown:
        number = counts[badge.value]
        if number:
            low, high = (_HEIGHT * each // most for each in (done, done + number))
            parts.append(
                BarPart(value=badge.value, number=number, y=_HEIGHT - high, height=high - low)
            )
            done += number
    each = ", ".join(
        f"{counts[badge.value]} {badge.word.lower()}" for badge in shown if counts[badge.value]
    )
    return Bar(
        label=label,
        words=f"{name}: {_counted(done)} ({each})" if done else f"{name}: no issues",
        total=done,
        x=place * _SLOT + (_SLOT - _BAR) // 2,
        width=_BAR,
        parts=tuple(parts),
    )


def _ticks(labels: Sequence[str]) -> tuple[str, ...]:
    middle = len(labels) // 2
    # Only an odd number of bars has one in the middle.
    has_middle = len(labels) >= 5 and len(labels) % 2
    return (labels[0], *([labels[middle]] if has_middle else ()), labels[-1])


def _counted(number: int) -> str:
    return "1 issue" if number == 1 else f"{number} issues"
