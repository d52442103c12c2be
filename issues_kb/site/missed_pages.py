"""Why issues were missed: the families of reasons and their issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from issues_kb.site.addresses import file_name
from issues_kb.site.brief import brief
from issues_kb.site.models import Family, FamilyPage, IssueRow, MissedPage, Pager, Reason
from issues_kb.site.paging import counted, numbered, root_of

__all__ = ["FAMILIES", "family", "family_address", "family_page", "missed_page", "reason"]

FAMILIES: Mapping[str, tuple[str, str]] = {
    "environment": (
        "The environment differs",
        "It fails in one place and not in the other: production, a container, another database.",
    ),
    "no_test": ("No test at that level", "Nothing that runs by itself covers it."),
    "mocks": ("Mocks hid it", "A test ran against a stand-in that is kinder than the real thing."),
    "assumption": ("A wrong assumption", "Something was taken for granted."),
    "review": ("Overlooked in review", "People looked at the change and did not see it."),
    "monitoring": ("Nobody was told", "It happened in silence: no alert, no log, no error."),
    "process": ("A step was left out", "A procedure, a document or a message was missing."),
    "other": ("Other reasons", "What fits no other family."),
}
"""The words of each family of the vocabulary and what it means."""

_LONGEST_REASON = 280


def family_address(value: str) -> str:
    """Where the pages of a family begin, without ending."""
    return f"missed/{file_name(value.replace('_', '-'))}"


def family(value: str, total: int, reasons: Sequence[Reason]) -> Family:
    """A family with some of its issues. A project may have words for families of its own."""
    plain = value.replace("_", " ").strip()
    word, about = FAMILIES.get(value, (plain[:1].upper() + plain[1:], ""))
    return Family(
        value=value,
        word=word,
        about=about,
        total=total,
        path=f"{family_address(value)}.html",
        reasons=tuple(reasons),
    )


def reason(row: IssueRow, text: str) -> Reason:
    """An issue with what it says about why it was missed."""
    return Reason(issue=row, words=brief(text, _LONGEST_REASON))


def missed_page(families: Sequence[Family]) -> MissedPage:
    """The page of all families, in the order given."""
    total = sum(each.total for each in families)
    path = "missed/index.html"
    return MissedPage(
        path=path,
        root=root_of(path),
        title="Why issues were missed",
        description=(
            f"{counted(total, 'issue says', 'issues say')} why nobody noticed before."
            if total
            else "No issue says why it was missed."
        ),
        section="missed",
        total=total,
        families=tuple(families),
    )


def family_page(of: Family, pager: Pager) -> FamilyPage:
    """A page of one family, whose reasons are those to show."""
    path = pager.path
    return FamilyPage(
        path=path,
        root=root_of(path),
        title=numbered(of.word, pager.number),
        description=f"{counted(of.total, 'issue', 'issues')} missed for this reason: {of.word}.",
        section="missed",
        family=of,
        pager=pager,
    )
