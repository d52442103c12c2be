"""How a log writes its entries, and how a new one is written like them.

``observing`` looks at the log's template and at some entries and makes a ``Dialect`` of
them, ``writing`` makes an entry of a draft and a dialect. Of the neighbours' text nothing is
taken but the names of fields and sections and the words of values.
"""

from __future__ import annotations

from issues_kb.authoring.dialect.contents import EXACT, LADDER, LOOSE, Guards
from issues_kb.authoring.dialect.observing import observe
from issues_kb.authoring.dialect.seeing import Sample
from issues_kb.authoring.dialect.shapes import Dialect, calmed, plain_dialect
from issues_kb.authoring.dialect.writing import write_entry

__all__ = [
    "EXACT",
    "LADDER",
    "LOOSE",
    "Dialect",
    "Guards",
    "Sample",
    "calmed",
    "observe",
    "plain_dialect",
    "write_entry",
]
