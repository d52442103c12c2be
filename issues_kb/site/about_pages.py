"""What the site was made from, what could not be understood, and the files for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from issues_kb.diagnostics import CODES, Diagnostic
from issues_kb.site.models import (
    AboutPage,
    CodeCount,
    DiagnosticsPage,
    DiagnosticView,
    LogRow,
    NavItem,
    Pager,
)
from issues_kb.site.paging import counted, numbered, root_of

__all__ = ["DIAGNOSTICS", "about_page", "diagnostics_page", "needs_list"]

DIAGNOSTICS = "about/diagnostics"
"""Where the pages of all diagnostics begin, without ending."""

_SHOWN = 20


def about_page(
    logs: Sequence[LogRow],
    found: Sequence[Diagnostic],
    version: str,
    formats: Sequence[NavItem],
) -> AboutPage:
    """The page about the site. ``found`` are all diagnostics."""
    path = "about/index.html"
    issues = sum(row.count for row in logs)
    newest = max((row.newest for row in logs if row.newest), default=None)
    dated = f" The newest issue is of {newest}." if newest else ""
    return AboutPage(
        path=path,
        root=root_of(path),
        title="About this site",
        description=(
            f"Made by issues-kb {version} from {counted(len(logs), 'log', 'logs')}"
            f" with {counted(issues, 'issue', 'issues')}.{dated}"
        ),
        section="about",
        logs=tuple(logs),
        issues=issues,
        version=version,
        codes=_codes(found),
        diagnostics=tuple(_view(each) for each in found[:_SHOWN]),
        diagnostics_total=len(found),
        diagnostics_path=f"{DIAGNOSTICS}.html",
        formats=tuple(formats),
    )


def diagnostics_page(found: Sequence[Diagnostic], total: int, pager: Pager) -> DiagnosticsPage:
    """A page of the list of all diagnostics."""
    path = pager.path
    return DiagnosticsPage(
        path=path,
        root=root_of(path),
        title=numbered("Not understood in the logs", pager.number),
        description=f"{counted(total, 'place', 'places')} in the logs that were not understood.",
        section="about",
        total=total,
        diagnostics=tuple(_view(each) for each in found),
        pager=pager,
    )


def needs_list(found: Sequence[Diagnostic]) -> bool:
    """Whether there are more diagnostics than the page about the site shows."""
    return len(found) > _SHOWN


def _codes(found: Sequence[Diagnostic]) -> tuple[CodeCount, ...]:
    numbers = Counter(each.code for each in found)
    return tuple(
        CodeCount(code=code, summary=CODES[code].summary if code in CODES else "", number=number)
        for code, number in sorted(numbers.items())
    )


def _view(found: Diagnostic) -> DiagnosticView:
    return DiagnosticView(
        code=found.code,
        level=found.level.value,
        path=found.path,
        line=found.line,
        message=found.message,
        hint=found.hint,
    )
