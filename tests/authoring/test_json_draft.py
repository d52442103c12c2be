from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues_kb.authoring import Draft, DraftLearning, DraftMeasure
from issues_kb.authoring.draft import TEXTS
from issues_kb.authoring.json_draft import read_json_draft
from issues_kb.authoring.json_words import spelling
from issues_kb.contract import issue_object
from issues_kb.model import MeasureState, Rule, SectionKind, Severity, Status
from issues_kb.reading import read_log
from tests.authoring.drafts import drafts

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "new.schema.json").read_text(encoding="utf-8")
)

VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def values(document: object) -> dict[str, Any]:
    found = read_json_draft(json.dumps(document).encode())
    assert found.problems == ()
    return dict(found.values)


def problems(document: object) -> list[str]:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    found = read_json_draft(data)
    assert found.values == {}
    return [str(problem) for problem in found.problems]


EVERYTHING = {
    "title": "Two writers",
    "date": "2025-01-31",
    "severity": "High",
    "severity_note": "blocking",
    "status": "in progress",
    "status_note": None,
    "fields": {"Time Lost": "2 hours", "Owner": "Ann\nBob"},
    "problem": "It breaks.",
    "root_cause": "A race.",
    "resolution": None,
    "why_missed": "Tests run alone.",
    "related": "#1",
    "verification": "Ran it twice.",
    "impact": "All users.",
    "files": ["src/a.py", {"path": "src/b.py", "note": "lock"}],
    "learnings": ["Lock", {"topic": "Tests", "rule": "dont", "text": "Never sleep"}],
    "measures": ["A test", {"topic": "Review", "text": "Look", "state": "todo", "checklist": True}],
    "sections": [{"heading": "Timeline", "text": "Noon."}, {"kind": "other", "heading": "More"}],
}


def test_everything_that_can_be_given() -> None:
    assert values(EVERYTHING) == {
        "title": "Two writers",
        "date": "2025-01-31",
        "severity": Severity.HIGH,
        "severity_note": "blocking",
        "status": Status.IN_PROGRESS,
        "status_note": "",
        "fields": (("Time Lost", "2 hours"), ("Owner", "Ann"), ("Owner", "Bob")),
        "problem": "It breaks.",
        "root_cause": "A race.",
        "resolution": "",
        "why_missed": "Tests run alone.",
        "related": "#1",
        "verification": "Ran it twice.",
        "impact": "All users.",
        "files": (("src/a.py", ""), ("src/b.py", "lock")),
        "learnings": (DraftLearning("Lock"), DraftLearning("Never sleep", "Tests", Rule.DONT)),
        "prevention": (
            DraftMeasure("A test"),
            DraftMeasure("Look", "Review", MeasureState.TODO, checklist=True),
        ),
        "sections": (("Timeline", "Noon."), ("More", "")),
    }
    Draft(**values(EVERYTHING)).cleaned()


def test_a_rule_that_is_not_said_is_that_of_the_text() -> None:
    given = ["Always lock", {"text": "Never sleep"}, {"text": "Avoid it", "rule": None}]
    rules = [item.rule for item in values({"learnings": given})["learnings"]]
    assert rules == [Rule.DO, Rule.DONT, None]


def test_null_says_that_there_is_none() -> None:
    given = dict.fromkeys(("date", "severity", "status", "fields", "files", "sections", "related"))
    assert values(given) == {
        **{"date": "", "severity": None, "status": None, "fields": (), "files": ()},
        "related": "",
    }
    assert values({}) == {}


def test_an_issue_of_an_export_can_be_given_again(seed_bytes: bytes) -> None:
    reading = read_log(seed_bytes, "L.md")
    exported = issue_object(reading.log.issues[0])
    found = read_json_draft(json.dumps(exported).encode())
    assert found.problems == ()
    assert [note.partition(": ")[2] for note in found.notes] == [
        "is written from files; its own text is left out",
        "is written from learnings; its own text is left out",
        "is written from measures; its own text is left out",
    ]
    draft = Draft(**found.values)
    assert draft.title.startswith("Foreign Key")
    assert (len(draft.files), len(draft.learnings), len(draft.prevention)) == (4, 16, 5)
    assert draft.problem.startswith("When starting")
    shown = {"schema_version": 1, "issue": {"path": "L.md", "log": "L", **exported}, "similar": []}
    assert read_json_draft(json.dumps(shown).encode()).values == found.values


def test_a_name_of_the_draft_leads_back_to_its_place() -> None:
    found = read_json_draft(
        b'{"issue": {"measures": ["x"], "sections": [{"kind": "problem", "text": "x"},'
        b' {"heading": "A", "text": "x"}, {"heading": "B", "text": "x"}]}}'
    )
    assert found.place("prevention[0].text") == "issue.measures[0].text"
    assert found.place("problem") == "issue.sections[0].text"
    assert found.place("sections[1].heading") == "issue.sections[2].heading"
    assert found.place("title") == "title"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], ["is a list, not an object with the values of an issue"]),
        (1, ["is a number, not an object with the values of an issue"]),
        ({"title": 1}, ["title: is a number, not a text"]),
        ({"title": ["a"], "problem": {}}, ["title: is a list, not", "problem: is an object, not"]),
        ({"titel": "x"}, ["titel: is not known (did you mean title?)"]),
        ({"Problem": "x"}, ["Problem: is not known (did you mean problem?)"]),
        ({"a b": 1}, ['"a b": is not known (known are title, date,']),
        ({"severity": "hgih"}, ['severity: is "hgih" (known are low, medium, high, critical)']),
        ({"status": True}, ["status: is true or false, not a text"]),
        ({"date": "19.12.2024"}, ['date: is "19.12.2024", no date (write 2024-12-19 or 2024-12)']),
        ({"date": "2024-W51"}, ["date: is"]),
        ({"date": "2024-02-30"}, ["date: is"]),
        ({"date": "", "status": ""}, ["date: is", "status: is"]),
        ({"fields": [1]}, ["fields: is a list, not an object of names and values"]),
        ({"fields": {"A": 1}}, ["fields.A: is a number, not a text"]),
        ({"files": "a.py"}, ["files: is a text, not a list"]),
        ({"files": [None, {}, {"path": 1}]}, ["files[0]: is null", "files[1]: is without path"]),
        ({"files": [{"path": "a", "note": 1}]}, ["files[0].note: is a number, not a text"]),
        ({"learnings": [{"text": "x", "rule": "do it"}]}, ['learnings[0].rule: is "do it"']),
        ({"learnings": [{"txt": "x"}]}, ["learnings[0].txt: is not known (did you mean text?)"]),
        ({"measures": [{"text": "x", "checklist": 1}]}, ["measures[0].checklist: is a number"]),
        ({"measures": [], "prevention": []}, ["measures: is the same as prevention"]),
        ({"sections": [{"text": "x"}]}, ["sections[0]: is without heading"]),
        ({"sections": ["x"]}, ["sections[0]: is a text, not an object"]),
        ({"sections": [{"kind": "learnings", "text": "x"}]}, ["sections[0]: is a text (give"]),
        (
            {"problem": "a", "sections": [{"kind": "problem", "text": "b"}]},
            ["sections[0]: is a second text for problem"],
        ),
        ({"logs": []}, ["logs: is an export of whole logs, not one issue"]),
        ({"issue": {"title": 1}}, ["issue.title: is a number"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place(document: object, expected: list[str]) -> None:
    found = problems(document)
    for start, said in zip(expected, found, strict=False):
        assert said.startswith(start)
    assert len(found) >= len(expected)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"{", "is no JSON: line 1, column 2: Expecting property name"),
        (b'{"title": "a"} {}', "is no JSON: line 1, column 16: Extra data"),
        (b'{"title": "\xff"}', "is not UTF-8: byte 12 is 0xff"),
        (b'{"title": "a", "title": "b"}', "title: is there twice"),
        (b'{"files": [{"path": "a", "path": "b"}]}', "files[0].path: is there twice"),
        (b'{"fields": {"A": "a", "A": "b"}}', "fields.A: is there twice"),
        (b'{"title": NaN}', "title: is no number of JSON, not a text"),
        (b'{"title": ' + b"9" * 5000 + b"}", "title: is a number, not a text"),
        (b'{"title": ' + b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_what_is_no_proper_json(data: bytes, expected: str) -> None:
    assert problems(data)[0].startswith(expected)


def test_all_that_is_wrong_is_said_at_once() -> None:
    document = {"titel": 1, "date": 2, "files": [{"path": ""}], "learnings": 3}
    assert len(problems(document)) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_other_encodings_of_json(encoding: str) -> None:
    data = json.dumps({"title": "Grün"}, ensure_ascii=False).encode(encoding)
    assert read_json_draft(data).values == {"title": "Grün"}


SPELLED = {
    "severity": ("high", "HIGH", " Critical\n"),
    "status": ("In Progress", "in_progress", "Won't Fix", "WONT-FIX", "won’t  fix"),
    "rule": ("Do", "Don't", "DONT", "consider"),
    "state": ("Todo", "DONE"),
    "kind": ("Root Cause", "root_cause", "WHY-MISSED", "Other", "prevention"),
}
WORDS = [word for words in SPELLED.values() for word in words]

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*EVERYTHING, "kind", "heading", "text", "path", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
# Mostly what is meant: only a document that is nearly right tells two readers of it apart.
TEXT = st.sampled_from(["a", "Never b"]) | st.none() | st.sampled_from(["", 1, []])
WORD = st.sampled_from(WORDS) | st.none() | TEXT


def some(**names: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object with some of these names."""
    return st.fixed_dictionaries({}, optional=names)


def several(item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(item, max_size=2) | st.none()


DATES = st.sampled_from(["2024-12", "2024-12-19", "2024-13", "2024-1", "２０２４-12", "", None])
LEARNING = st.just("a") | some(text=TEXT, topic=TEXT, rule=WORD, line=TEXT)
MEASURE = st.just("a") | some(text=TEXT, state=WORD, checklist=st.booleans() | TEXT, id=TEXT)
SECTION = some(kind=WORD, heading=TEXT, text=TEXT, parent=TEXT, line=TEXT)
ISSUE = some(
    title=TEXT,
    date=DATES,
    severity=WORD,
    status=WORD,
    problem=TEXT,
    fields=st.dictionaries(st.just("A"), TEXT, max_size=1) | TEXT,
    files=several(st.just("a") | some(path=TEXT, note=TEXT)),
    learnings=several(LEARNING),
    measures=several(MEASURE),
    sections=several(SECTION),
    key=TEXT,
)


@given(document=JSON)
def test_no_document_is_too_much(document: object) -> None:
    found = read_json_draft(json.dumps(document).encode())
    assert bool(found.problems) or isinstance(document, dict)


@settings(max_examples=300)
@given(document=ISSUE | some(issue=ISSUE | TEXT, similar=TEXT) | JSON)
def test_what_the_schema_refuses_is_refused(document: object) -> None:
    found = read_json_draft(json.dumps(document).encode())
    if not found.problems:
        jsonschema.validate(document, SCHEMA)


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name, words in SPELLED.items() for word in words]
)
def test_words_are_taken_in_any_letter_case(name: str, word: str) -> None:
    made = {
        "rule": {"learnings": [{"text": "a", "rule": word}]},
        "state": {"measures": [{"text": "a", "state": word}]},
        "kind": {"sections": [{"kind": word, "heading": "A", "text": "a"}], "measures": ["a"]},
    }
    given = made.get(name, {name: word})
    jsonschema.validate(given, SCHEMA)
    assert values(given)
    jsonschema.validate({"issue": given, "backlinks": [], "similar": []}, SCHEMA)
    for other in (f"{word}x", f"h{word}", word.replace("o", "0").replace("i", "1")):
        if other != word:
            wrong = json.loads(json.dumps(given).replace(json.dumps(word), json.dumps(other)))
            assert not VALIDATOR.is_valid(wrong)
            assert problems(wrong)


@pytest.mark.parametrize(
    "given",
    [
        {"date": "2024-13"},
        {"date": "2024-12-32"},
        {"sections": [{"kind": "other", "text": "a"}]},
        {"sections": [{"text": "a", "heading": ""}]},
        {"issue": {"titel": "a"}},
        {"issue": 1},
    ],
)
def test_what_is_refused_the_schema_refuses(given: object) -> None:
    assert not VALIDATOR.is_valid(given)
    assert problems(given)


def test_the_schema_has_the_spellings_of_the_program() -> None:
    text = (Path(__file__).parents[2] / "docs" / "new.schema.json").read_text(encoding="utf-8")
    for kinds in (Severity, Status, Rule, MeasureState, SectionKind):
        assert json.dumps(spelling([kind.value for kind in kinds]), ensure_ascii=False) in text


def document(draft: Draft) -> dict[str, Any]:
    """A draft with the names of the export."""
    fields: dict[str, str] = {}
    for name, value in draft.fields:
        fields[name] = f"{fields[name]}\n{value}" if name in fields else value
    return {
        **{name: getattr(draft, name) or None for name in (*TEXTS, "title", "date")},
        "severity": draft.severity.value if draft.severity else None,
        "status": draft.status.value if draft.status else None,
        "severity_note": draft.severity_note,
        "status_note": draft.status_note,
        "fields": fields,
        "files": [{"path": path, "note": note or None} for path, note in draft.files],
        "learnings": [
            {"topic": item.topic, "text": item.text, "rule": item.rule.value if item.rule else None}
            for item in draft.lessons
        ],
        "measures": [
            {
                **{"topic": item.topic or None, "text": item.text},
                **{"state": item.state.value, "checklist": item.checklist},
            }
            for item in draft.measures
        ],
        "sections": [{"heading": heading, "text": text} for heading, text in draft.sections],
    }


@settings(deadline=None)
@given(draft=drafts(exact=True))
def test_whatever_a_draft_holds_can_be_given_as_json(draft: Draft) -> None:
    given = document(draft)
    jsonschema.validate(given, SCHEMA)
    read = Draft(**values(given), exact=True)
    assert sorted(read.fields) == sorted(draft.fields)
    assert replace(read, fields=()) == replace(draft, fields=())


def test_the_schema_takes_what_can_be_given(seed_bytes: bytes) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(EVERYTHING, SCHEMA)
    reading = read_log(seed_bytes, "L.md")
    jsonschema.validate(issue_object(reading.log.issues[0]), SCHEMA)
