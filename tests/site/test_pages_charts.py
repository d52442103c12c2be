"""Issues over time: bars, their parts, and the same numbers as a table."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from issues_kb.site.catalogue import badges
from issues_kb.site.charts import over_time
from issues_kb.site.models import Chart

SEVERITIES = badges("severity")


def chart(*dates: tuple[str | None, str]) -> Chart:
    made = over_time(dates, SEVERITIES)
    assert made is not None
    return made


def test_months_without_issues_have_a_place() -> None:
    made = chart(("2024-11-30", "high"), ("2025-02", "low"), ("2025-02-01", "critical"))
    assert made.unit == "month"
    assert [(bar.label, bar.total) for bar in made.bars] == [
        *[("Nov 2024", 1), ("Dec 2024", 0), ("Jan 2025", 0), ("Feb 2025", 2)]
    ]
    assert made.bars[1].words == "December 2024: no issues"
    assert made.bars[3].words == "February 2025: 2 issues (1 critical, 1 low)"
    assert made.table[3] == ("February 2025", (1, 0, 1), 2)
    assert [badge.value for badge in made.severities] == ["critical", "high", "low"]


def test_parts_stand_on_one_another_the_worst_at_the_bottom() -> None:
    made = chart(("2025-01", "low"), ("2025-01", "high"), ("2025-02", "low"))
    first, second = made.bars
    assert [(part.value, part.y, part.height) for part in first.parts] == [
        *[("high", 500, 500), ("low", 0, 500)]
    ]
    assert [(part.y, part.height) for part in second.parts] == [(500, 500)]
    assert made.most == 2


def test_a_long_time_is_told_by_year() -> None:
    made = chart(("2020-05-01", "low"), ("2023-05-01", "low"))
    assert made.unit == "year"
    assert [bar.label for bar in made.bars] == ["2020", "2021", "2022", "2023"]
    assert chart(("2020-06-01", "low"), ("2023-05-01", "low")).unit == "month"


def test_a_very_long_time_begins_with_all_before() -> None:
    made = chart(("0001-01-01", "low"), ("1990-01-01", "low"), ("2025-01-01", "low"))
    assert len(made.bars) == 40
    assert made.bars[0].label == "to 1986"
    assert sum(bar.total for bar in made.bars) == 3


def test_what_has_no_date_is_counted_apart() -> None:
    made = chart(
        ("2025-01", "low"), ("2025-02", "low"), (None, "low"), ("<b>", "low"), ("2025", "low")
    )
    assert made.undated == 3


def test_one_month_is_no_chart() -> None:
    assert over_time([], SEVERITIES) is None
    assert over_time([(None, "low")], SEVERITIES) is None
    assert over_time([("2025-01-01", "low"), ("2025-01-31", "high")], SEVERITIES) is None


def test_the_description_says_when_most_came() -> None:
    made = chart(("2025-01", "low"), ("2025-02", "low"), ("2025-02", "low"))
    assert made.description == (
        "3 issues from January 2025 to February 2025, most of them in February 2025: 2."
    )


def test_labels_below_are_those_of_the_ends_and_of_a_bar_in_the_middle() -> None:
    assert chart(("2025-01", "low"), ("2025-05", "low")).ticks == (
        "Jan 2025",
        "Mar 2025",
        "May 2025",
    )
    assert chart(("2025-01", "low"), ("2025-06", "low")).ticks == ("Jan 2025", "Jun 2025")


@given(
    st.lists(
        st.tuples(
            st.dates().map(lambda date: date.isoformat()),
            st.sampled_from([badge.value for badge in SEVERITIES]),
        )
    )
)
def test_every_part_stays_in_the_drawing(dates: list[tuple[str, str]]) -> None:
    made = over_time(dates, SEVERITIES)
    if made is None:
        return
    assert sum(bar.total for bar in made.bars) == len(dates)
    assert all(one.x + one.width < two.x for one, two in pairwise(made.bars))
    for bar in made.bars:
        edge = made.height
        for part in bar.parts:
            assert part.y + part.height == edge
            assert part.height >= 0
            edge = part.y
        assert edge >= 0
