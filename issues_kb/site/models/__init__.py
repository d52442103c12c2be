"""What each page shows, as plain values: what templates are handed, and no more.

Text is plain unless its type is ``Html``; a ``path`` is relative to the site's root, so a
link is ``page.root`` and a path. ``docs/templates.md`` lists every field.
"""

from __future__ import annotations

from issues_kb.site.models.about import AboutPage, CodeCount, DiagnosticsPage, DiagnosticView
from issues_kb.site.models.files import Crumb, FileNode, FilesPage
from issues_kb.site.models.issues import (
    FieldView,
    FileLink,
    IssuePage,
    LearningLink,
    LineLink,
    MeasureLink,
    SectionView,
    SourceView,
)
from issues_kb.site.models.learnings import (
    LearningGroup,
    LearningItem,
    LearningsPage,
    SharedTopic,
    TopicItem,
    TopicsPage,
    TopicView,
)
from issues_kb.site.models.lists import Group, GroupsPage, ListPage
from issues_kb.site.models.missed import Family, FamilyPage, MissedPage, Reason
from issues_kb.site.models.overview import (
    BadgeCount,
    Bar,
    BarPart,
    Chart,
    IndexPage,
    Matrix,
    MatrixCell,
    MatrixRow,
)
from issues_kb.site.models.prevention import (
    CheckItem,
    ChecklistPage,
    MeasureRow,
    PreventionPage,
    StateCount,
)
from issues_kb.site.models.search import SearchPage
from issues_kb.site.models.shared import (
    Badge,
    Count,
    IssueLink,
    IssueRow,
    LogRow,
    LogView,
    NavItem,
    Page,
    Pager,
    SiteView,
)

__all__ = [
    "AboutPage",
    "Badge",
    "BadgeCount",
    "Bar",
    "BarPart",
    "Chart",
    "CheckItem",
    "ChecklistPage",
    "CodeCount",
    "Count",
    "Crumb",
    "DiagnosticView",
    "DiagnosticsPage",
    "Family",
    "FamilyPage",
    "FieldView",
    "FileLink",
    "FileNode",
    "FilesPage",
    "Group",
    "GroupsPage",
    "IndexPage",
    "IssueLink",
    "IssuePage",
    "IssueRow",
    "LearningGroup",
    "LearningItem",
    "LearningLink",
    "LearningsPage",
    "LineLink",
    "ListPage",
    "LogRow",
    "LogView",
    "Matrix",
    "MatrixCell",
    "MatrixRow",
    "MeasureLink",
    "MeasureRow",
    "MissedPage",
    "NavItem",
    "Page",
    "Pager",
    "PreventionPage",
    "Reason",
    "SearchPage",
    "SectionView",
    "SharedTopic",
    "SiteView",
    "SourceView",
    "StateCount",
    "TopicItem",
    "TopicView",
    "TopicsPage",
]
