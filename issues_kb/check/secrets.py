"""Rules about credentials: pasted errors and commands leak them.

No message repeats what was found.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from issues_kb.check.facts import Check, LogFacts
from issues_kb.check.rule import Finding
from issues_kb.check.settings import Settings

__all__ = ["CHECKS", "TOKENS"]

TOKENS: Mapping[str, str] = {
    "an AWS access key": r"(?:AKIA|ASIA)[0-9A-Z]{16}",
    "a GitHub token": r"gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{50,}",
    "a GitLab token": r"glpat-[0-9A-Za-z_-]{20,}",
    "a Slack token": r"xox[abeoprs]-[0-9A-Za-z-]{20,}",
    "a Slack webhook": r"https://hooks\.slack\.com/services/T[0-9A-Z]{6,}/B[0-9A-Z]{6,}/[0-9A-Za-z]{20,}",
    "a Stripe key": r"[rs]k_live_[0-9A-Za-z]{20,}",
    "a Google API key": r"AIza[0-9A-Za-z_-]{35}",
    "an npm token": r"npm_[0-9A-Za-z]{36}",
    "a PyPI token": r"pypi-[0-9A-Za-z_-]{60,}",
    "a SendGrid key": r"SG\.[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{30,}",
    "an Anthropic key": r"sk-ant-[0-9A-Za-z_-]{30,}",
    "an OpenAI key": r"sk-(?:proj-)?[0-9A-Za-z]{40,}",
    "a Hugging Face token": r"hf_[0-9A-Za-z]{30,}",
    "a Telegram bot token": r"\d{8,10}:AA[0-9A-Za-z_-]{33}",
    "a DigitalOcean token": r"do[opr]_v1_[0-9a-f]{64}",
    "a signed JSON Web Token": r"eyJ[0-9A-Za-z_-]{15,}\.eyJ[0-9A-Za-z_-]{15,}\.[0-9A-Za-z_-]{20,}",
}
"""What services call their keys, and the shape that they publish for them."""

_NAMES = list(TOKENS)
_TOKEN = re.compile(
    "(?<![0-9A-Za-z_])(?:"
    + "|".join(f"(?P<t{i}>{TOKENS[name]})" for i, name in enumerate(_NAMES))
    + ")(?![0-9A-Za-z])"
)
_STARTS = tuple(
    re.compile(start)
    for start in (
        r"_(?:(?<=gh[pousr]_)|(?<=github_pat_)|(?<=k_live_)|(?<=npm_)|(?<=hf_)|(?<=_v1_))",
        r"-(?:(?<=glpat-)|(?<=pypi-)|(?<=sk-)|(?<=xox[abeoprs]-))",
        r"A(?:KIA|SIA|Iza)",
        r"SG\.",
        r"J(?<=eyJ)",
        r":(?=AA|//hooks\.slack)",
    )
)
"""One of these is in each shape: a large log without any is passed over by signs that are rare."""
_URL = re.compile(
    r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://(?P<user>[^\s:/@'\"`<>|]{0,64}):"
    r"(?P<secret>[^\s:/@'\"`<>|]{3,200})@(?P<host>[^\s/:?#'\"`<>|)\]]{1,200})"
)
_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,12} )?PRIVATE KEY(?: BLOCK)?-----(?P<body>(?:[^-]|\n){0,400})"
)
_BASE64 = re.compile(r"[0-9A-Za-z+/=]{40,}")
_MASK = re.compile(r"[*•…]{2,}|\.{3}|(?i:x{4,})|[$%{}\[\]<>]|(.)\1{5,}")
_PLACEHOLDERS = re.compile(
    r"(?i)pass(?:word|wd)?\d*|pwd|pw|secret|token|key|user|admin|root|test\w*|example\w*|changeme|"
    r"change[-_]me|dummy|fake|foo|bar|redacted|hidden|masked|your[-_ ].*|my[-_ ]?(?:pass|secret).*|"
    r"postgres(?:ql)?|mysql|redis|guest|dev|local|default|sample|placeholder|none|null|\d{1,6}"
)
_LOCAL = re.compile(
    r"(?i)(?:localhost|127\.|0\.0\.0\.0|::1|host(?:name)?$|db$|server$|example|[^.]*$|"
    r".*\.(?:local|test|example|invalid|localhost|internal)$|.*example\.(?:com|org|net)$)"
)
_RANDOM = 3.0
"""Bits a character that a real token has at least; words and masks have fewer."""

_SAFE = "take it out and, if it was ever valid, replace it: history keeps what a log once held"


def _is_random(text: str) -> bool:
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return bits >= _RANDOM


def token(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A key in the shape that a service gives its keys."""
    if not any(start.search(facts.text) for start in _STARTS):
        return
    for match in _TOKEN.finditer(facts.text):
        words = match.group()
        if _MASK.search(words) or "EXAMPLE" in words.upper() or not _is_random(words):
            continue
        line, column = facts.place(match.start())
        name = _NAMES[int((match.lastgroup or "t0")[1:])]
        yield Finding(line, f"this looks like {name}", column, _SAFE)


def url_credentials(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """An address with a user's password in it."""
    if "://" not in facts.text:
        return
    for match in _URL.finditer(facts.text):
        secret, user = match["secret"], match["user"]
        if _MASK.search(secret) or _PLACEHOLDERS.fullmatch(secret) or secret == user:
            continue
        if _LOCAL.match(match["host"]):
            continue
        line, column = facts.place(match.start("secret"))
        yield Finding(line, "an address holds a password", column, _SAFE)


def private_key(facts: LogFacts, _settings: Settings) -> Iterator[Finding]:
    """A private key, with at least its first lines."""
    if "PRIVATE KEY" not in facts.text:
        return
    for match in _KEY.finditer(facts.text):
        if _BASE64.search(match["body"]):
            line, column = facts.place(match.start())
            yield Finding(line, "a private key begins here", column, _SAFE)


CHECKS: Mapping[str, Check] = {
    "IKB501": url_credentials,
    "IKB502": private_key,
    "IKB503": token,
}
