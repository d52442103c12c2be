"""How each shell hands over the line so far, and how it wants to be answered."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from issues_kb.cli.candidates import Candidate

__all__ = ["SHELLS", "Shell", "Typed"]

_BASH_BREAKS = (":", "=")


@dataclass(frozen=True, slots=True)
class Typed:
    """The words before the cursor's, and that word up to the cursor.

    ``kept`` is how much of ``word`` the shell keeps in front of what it is answered.
    """

    words: tuple[str, ...]
    word: str
    kept: int = 0


_Environment = Mapping[str, str]
_Answer = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Shell:
    """One shell's protocol: the environment to what is typed, candidates to output."""

    typed: Callable[[_Environment], Typed]
    answer: Callable[[Sequence[Candidate], Typed, _Environment], _Answer]


def _split(line: str) -> list[str]:
    """The words of a line as a shell reads it; the last one may lack its closing quote."""
    for ending in ("", "'", '"', "\\"):
        try:
            return shlex.split(line + ending)
        except ValueError:
            continue
    return line.split()


def _word(text: str) -> str:
    return " ".join(_split(text))


def _bash_typed(environment: _Environment) -> Typed:
    line = environment.get("COMP_WORDS", "")
    # The script joins the words with line ends; blanks are inside a word.
    given = [_word(each) for each in line.split("\n")] if "\n" in line else _split(line)
    current = int(environment.get("COMP_CWORD") or len(given))
    given = [*given[:current], given[current] if current < len(given) else ""]
    words: list[str] = []
    kept, glued = 0, False
    for piece in given[1:]:
        breaks = bool(words) and piece in _BASH_BREAKS
        if words and (breaks or glued):
            # Bash makes three words of `severity:high` and replaces the last one only.
            kept = len(words[-1]) + (len(piece) if breaks else 0)
            words[-1] += piece
        else:
            kept = 0
            words.append(piece)
        glued = breaks
    return Typed(tuple(words[:-1]), words[-1] if words else "", kept)


def _line_typed(environment: _Environment) -> Typed:
    """For zsh and fish: one line, which ends with a blank where a new word begins."""
    line = environment.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(line)[1:]
    if not words or line.endswith(" "):
        return Typed(tuple(words), "")
    return Typed(tuple(words[:-1]), words[-1])


def _powershell_typed(environment: _Environment) -> Typed:
    words = _split(environment.get("_TYPER_COMPLETE_ARGS", ""))[1:]
    word = environment.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
    return Typed(tuple(words[:-1] if word else words), _word(word))


def _bash_answer(found: Sequence[Candidate], typed: Typed, _: _Environment) -> _Answer:
    return "\n".join(each.text[typed.kept :] for each in found), 0


def _zsh_answer(found: Sequence[Candidate], _: Typed, __: _Environment) -> _Answer:
    if not found:
        return "_files", 0
    rows = [
        f'"{_zsh_text(each.text)}"' + (f':"{_zsh_text(each.note)}"' if each.note else "")
        for each in found
    ]
    return "_arguments '*: :((" + "\n".join(rows) + "))'", 0


def _zsh_text(text: str) -> str:
    return text.replace(":", r"\\:")


def _fish_answer(found: Sequence[Candidate], _: Typed, environment: _Environment) -> _Answer:
    if environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return "", 0 if found else 1
    rows = [f"{each.text}\t{each.note}" if each.note else each.text for each in found]
    return "\n".join(rows), 0


def _powershell_answer(found: Sequence[Candidate], _: Typed, __: _Environment) -> _Answer:
    return "\n".join(f"{each.text}:::{each.note or ' '}" for each in found), 0


_POWERSHELL = Shell(_powershell_typed, _powershell_answer)

SHELLS: Mapping[str, Shell] = {
    "bash": Shell(_bash_typed, _bash_answer),
    "zsh": Shell(_line_typed, _zsh_answer),
    "fish": Shell(_line_typed, _fish_answer),
    "powershell": _POWERSHELL,
    "pwsh": _POWERSHELL,
}
"""By the name that the script gives."""
