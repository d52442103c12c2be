"""Links between documents lead to a file, and to a heading that is there."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath

import pytest

from tests.docs.reading import DOCUMENTS, ROOT, anchors, links, text_of

OTHERS = ("ISSUES_LOG.md", "benchmarks/README.md")


def problem(document: str, address: str) -> str | None:
    """What is wrong with a link, if anything is."""
    if re.match(r"(https?|mailto):", address):
        return None
    path, _, anchor = address.partition("#")
    folder = PurePosixPath(document).parent
    target = os.path.normpath(folder / path).replace(os.sep, "/") if path else document
    if target.startswith("..") or not (ROOT / target).exists():
        return "no such file"
    if anchor and (not target.endswith(".md") or anchor not in anchors(target)):
        return "no such heading"
    return None


@pytest.mark.parametrize("document", [*DOCUMENTS, *OTHERS])
def test_links_lead_somewhere(document: str) -> None:
    found = {address: problem(document, address) for address in links(document)}
    assert {address: why for address, why in found.items() if why} == {}


def test_links_are_seen() -> None:
    assert "docs/format.md" in links("README.md")
    assert "authoring.md#set" in links("docs/cli.md")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("cli.md#issues-kb-new", None),
        ("#exit-codes", None),
        ("nothing.md", "no such file"),
        ("cli.md#nothing", "no such heading"),
        ("../../outside", "no such file"),
        ("images/overview.png#part", "no such heading"),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(address: str, why: str | None) -> None:
    assert problem("docs/checking.md", address) == why


def test_every_page_is_in_the_book() -> None:
    contents = re.findall(r"^```\{toctree\}\n(.*?)^```", text_of("docs/index.md"), re.M | re.S)
    named = {line for part in contents for line in part.splitlines() if line[:1].isalnum()}
    pages = {PurePosixPath(name).stem for name in DOCUMENTS if name.startswith("docs/")}
    assert named == pages - {"index"}
