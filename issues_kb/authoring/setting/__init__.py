"""Sets values of an issue where they stand in the log: one line changes, or one is added.

``setter`` takes a wish after the other and keeps the first edit that is read as meant;
``values``, ``headings``, ``missing`` and ``measures`` propose edits, in the log's own words
(``wording``, ``neighbours``); ``proof`` says what else an edit would change.
"""

from __future__ import annotations

from issues_kb.authoring.setting.change import Change, Wishes, change_issue, change_values

__all__ = ["Change", "Wishes", "change_issue", "change_values"]
