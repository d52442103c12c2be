"""The options of ``new``, in the groups in which its help shows them."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = [
    "FIELDS",
    "Date",
    "DraftFile",
    "DryRun",
    "Edit",
    "Fields",
    "Files",
    "FromGit",
    "FromJson",
    "Impact",
    "Learnings",
    "Log",
    "NoInput",
    "NoSimilar",
    "Prevention",
    "Problem",
    "Related",
    "Resolution",
    "RootCause",
    "SeverityLevel",
    "StatusName",
    "Title",
    "Verification",
    "WhyMissed",
]

FIELDS = "Fields"
_TEXTS = "Texts (Markdown; @FILE reads a file, - standard input, @@ is an @)"
_SOURCES = "Where values come from"
_WRITING = "How it is written"

Title = Annotated[str | None, typer.Argument(metavar="[TITLE]", help="What happened, in one line.")]
SeverityLevel = Annotated[
    str | None,
    typer.Option(
        "--severity",
        metavar="LEVEL",
        help="low, medium, high or critical.",
        rich_help_panel=FIELDS,
    ),
]
StatusName = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help="open, in-progress, resolved or wont-fix. Default: open.",
        rich_help_panel=FIELDS,
    ),
]
Date = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="Default: today.", rich_help_panel=FIELDS),
]
Files = Annotated[
    list[str] | None,
    typer.Option(
        "--file",
        metavar="PATH[=NOTE]",
        help="A file that was changed. Can be repeated.",
        rich_help_panel=FIELDS,
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="NAME=VALUE",
        help="Another field. Can be repeated.",
        rich_help_panel=FIELDS,
    ),
]
Problem = Annotated[
    str | None,
    typer.Option("--problem", metavar="TEXT", help="What was seen.", rich_help_panel=_TEXTS),
]
RootCause = Annotated[
    str | None,
    typer.Option("--root-cause", metavar="TEXT", help="Why it happened.", rich_help_panel=_TEXTS),
]
Resolution = Annotated[
    str | None,
    typer.Option("--resolution", metavar="TEXT", help="How it was fixed.", rich_help_panel=_TEXTS),
]
Verification = Annotated[
    str | None,
    typer.Option(
        "--verification", metavar="TEXT", help="How that was checked.", rich_help_panel=_TEXTS
    ),
]
Impact = Annotated[
    str | None,
    typer.Option("--impact", metavar="TEXT", help="Who was hurt and how.", rich_help_panel=_TEXTS),
]
WhyMissed = Annotated[
    str | None,
    typer.Option(
        "--why-missed",
        metavar="TEXT",
        help="Why tests and review did not catch it.",
        rich_help_panel=_TEXTS,
    ),
]
Learnings = Annotated[
    list[str] | None,
    typer.Option(
        "--learning",
        metavar="TEXT",
        help="What was learned. Can be repeated.",
        rich_help_panel=_TEXTS,
    ),
]
Prevention = Annotated[
    list[str] | None,
    typer.Option(
        "--prevention",
        metavar="TEXT",
        help="How to prevent it. Can be repeated.",
        rich_help_panel=_TEXTS,
    ),
]
Related = Annotated[
    str | None,
    typer.Option("--related", metavar="TEXT", help="Related issues.", rich_help_panel=_TEXTS),
]
FromGit = Annotated[
    str | None,
    typer.Option(
        "--from-git",
        metavar="[REV]",
        help="Changed files of the working tree, or files and title of a commit.",
        rich_help_panel=_SOURCES,
    ),
]
FromJson = Annotated[
    str | None,
    typer.Option(
        "--from-json",
        metavar="FILE|-",
        help="An issue as JSON. Options win over it.",
        rich_help_panel=_SOURCES,
    ),
]
DraftFile = Annotated[
    str | None,
    typer.Option(
        "--draft",
        metavar="FILE|-",
        help="The entry itself, as Markdown, such as a draft that was kept.",
        rich_help_panel=_SOURCES,
    ),
]
NoInput = Annotated[
    bool,
    typer.Option("--no-input", help="Ask nothing, also on a terminal.", rich_help_panel=_SOURCES),
]
Log = Annotated[
    str | None,
    typer.Option(
        "--log",
        metavar="LOG",
        help="The log to write to; a new file becomes a log.",
        rich_help_panel=_WRITING,
    ),
]
Edit = Annotated[
    bool,
    typer.Option(
        "--edit", help="Open the entry in an editor before it is written.", rich_help_panel=_WRITING
    ),
]
NoSimilar = Annotated[
    bool,
    typer.Option("--no-similar", help="Do not look for similar issues.", rich_help_panel=_WRITING),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="Print the entry and a diff; write nothing.", rich_help_panel=_WRITING
    ),
]
