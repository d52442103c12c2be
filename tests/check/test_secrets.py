"""Keys in the shapes that services give theirs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues_kb.check import secrets


@pytest.mark.parametrize("name", secrets.TOKENS)
@given(data=st.data())
def test_a_log_with_a_key_is_not_passed_over(name: str, data: st.DataObject) -> None:
    shape = re.compile(secrets.TOKENS[name], re.ASCII)
    token = data.draw(st.from_regex(shape, fullmatch=True))
    text = f"The key was {token} in the log."
    assert any(start.search(text) for start in secrets._STARTS)


def test_a_log_without_keys_is_passed_over() -> None:
    text = "The sky_is blue - a to-do list: A SIGN. Jobs at https://example.org/slack_v2."
    assert not any(start.search(text) for start in secrets._STARTS)
