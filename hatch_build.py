"""Gives a wheel the vocabulary as JSON too: reading that takes a tenth of the time of TOML."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TABLES = "issues_kb/reading/vocabulary.toml"


class VocabularyHook(BuildHookInterface):  # type: ignore[type-arg]
    """An editable install goes without: there the words are read where they are changed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the copy, and have it put beside its source."""
        if version == "editable":
            return
        tables = tomllib.loads((Path(self.root) / TABLES).read_text("utf-8"))
        copy = Path(self.directory) / "vocabulary.json"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
        build_data["force_include"][str(copy)] = str(Path(TABLES).with_suffix(".json"))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing beside the wheel."""
        del version, build_data, artifact_path
        (Path(self.directory) / "vocabulary.json").unlink(missing_ok=True)
