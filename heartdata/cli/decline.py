"""``heartdata decline``: what you do not want to be offered, kept in heartdata.toml."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Final

import click

from heartdata.cli.common import Command, folder_with_profile, path_argument, print_message, print_result, quiet_option
from heartdata.errors import HeartdataError, UnreadableFileError

# Two hard weeks in a row: a person before anything else.
_HARD_WEEKS: Final = "HD301"
_HEADER: Final = re.compile(r"^[ \t]*\[[ \t]*suggestions[ \t]*\][ \t\r]*(?:#.*)?$", re.MULTILINE)
_KEY: Final = re.compile(r"^[ \t]*declined[ \t]*=[ \t]*(?=\[)", re.MULTILINE)
_NEXT_SECTION: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
# A string, a comment or a bracket of a TOML array of strings.
_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\],]')


@click.command(cls=Command, example="heartdata decline HD402 my-exports")
@click.argument("what", required=False)
@path_argument(default=".")
@quiet_option
@click.option("--undo", is_flag=True, help="Offer it again.")
def decline(what: str | None, path: str, undo: bool) -> None:
    """Say what you don't want to be offered.

    WHAT is the code of a suggestion (HD402), a kind of them (data), a practice ("sound bowls") or a step of the
    catalogue. It is kept in the heartdata.toml beside your exports at PATH. Without WHAT, shows what is declined.
    """
    known = _known_names()
    if what is not None and what.casefold() not in known and Path(what).exists() and path == ".":
        path, what = what, None
    elif path == ".":
        path = folder_with_profile() or path
    file = _profile_file(Path(path))
    text = _read(file)
    declined = _declined(file, text)
    if what is not None:
        name = _name(what, known, [*declined] if undo else [])
        if not undo:
            _refuse_safety(name)
        kept = [d for d in declined if d.casefold() != name.casefold()]
        declined = kept if undo else [*kept, name]
        _write(file, with_declined(text, declined))
        print_message(f"{known.get(name.casefold(), name)}: " + ("offered again." if undo else "no longer offered."))
    shown = [known.get(d.casefold(), d) for d in declined]
    print_result(f"Declined: {', '.join(shown)}." if shown else "Nothing is declined.")


def _known_names() -> dict[str, str]:
    """Map each name that can be declined, case-folded, to how it is written in the file."""
    from heartdata.practices.catalogue import catalogue
    from heartdata.suggestions.rules import RULES

    names = {rule.code.casefold(): rule.code for rule in RULES} | {rule.kind: rule.kind for rule in RULES}
    names |= {step: step for step in catalogue().steps}
    for practice in catalogue().practices.values():
        names |= {practice.name.casefold(): practice.id, practice.id: practice.id}
    return names


def _name(what: str, known: dict[str, str], declined: list[str]) -> str:
    """Find what is meant; a name that is declined already may be anything."""
    wanted = " ".join(what.split()).casefold()
    if found := next((d for d in declined if d.casefold() in (wanted, known.get(wanted))), None):
        return found
    if wanted in known:
        return known[wanted]
    close = difflib.get_close_matches(wanted, list(known), n=1)
    meant = f"did you mean {close[0]}? " if close else ""
    raise HeartdataError(
        f"{what!r}: not the code or kind of a suggestion, nor a practice; {meant}the suggestion itself names its code"
    )


def _refuse_safety(name: str) -> None:
    from heartdata.suggestions.rules import RULES

    kept = {rule.code: rule.kind for rule in RULES if rule.code == _HARD_WEEKS or not rule.can_decline}
    if name in kept:
        raise HeartdataError(
            f"{name}: this one stays. It comes only in very hard weeks or when your body gives an alarm, and names a "
            "person or a doctor. Feel free to skip it"
        )
    if name in kept.values():
        codes = ", ".join(rule.code for rule in RULES if rule.kind == name and rule.code not in kept)
        raise HeartdataError(
            f"{name}: some of these stay, because in very hard weeks a person comes first. You can decline {codes}"
        )


def _profile_file(place: Path) -> Path:
    from heartdata.core.profile import PROFILE_NAME
    from heartdata.datasets.samples import sample_data
    from heartdata.readers.files.zipped_profile import zipped_profile

    if not place.exists():
        raise HeartdataError(f"{place}: there is no such file or folder; check the path")
    if place.resolve().is_relative_to(sample_data().resolve()):
        raise HeartdataError(f"{place}: the sample data stay as they are; copy the folder to try this with it")
    if zipped_profile(place) is not None:
        raise HeartdataError(f"{place}: its {PROFILE_NAME} is inside the zip; change it there")
    return ((place if place.is_dir() else place.parent) / PROFILE_NAME).resolve()


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8") if file.exists() else ""
    except OSError as error:
        raise UnreadableFileError(f"{file}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{file}: not UTF-8 text; save it again as UTF-8") from None


def _declined(file: Path, text: str) -> list[str]:
    from heartdata.core.profile import Profile
    from heartdata.errors import ProfileError

    try:
        return list(Profile.from_toml(text.removeprefix("\ufeff")).declined)
    except ProfileError as error:
        raise ProfileError(f"{file}: {error}") from None


def _write(file: Path, text: str) -> None:
    from heartdata.storage.atomic import replace_file
    from heartdata.storage.files import write_atomically

    if not file.exists():
        write_atomically(file, text.encode())
        return
    try:
        # Not noted as written by heartdata: `forget` must not take the person's own file for heartdata's.
        replace_file(file, text.encode())
    except OSError as error:
        raise UnreadableFileError(f"{file}: cannot be written ({error.strerror}); choose another place") from None


def with_declined(text: str, declined: list[str]) -> str:
    """Change `declined` in the text of a heartdata.toml, and nothing else in it."""
    plain = text.removeprefix("\ufeff")
    wanted: dict[str, Any] = tomllib.loads(plain)
    wanted.setdefault("suggestions", {})["declined"] = declined
    changed = _edit(plain, declined)
    try:
        safe = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        safe = False
    if not safe:
        listed = ", ".join(f'"{name}"' for name in declined)
        raise HeartdataError(
            f"heartdata.toml is written in a way that this cannot change safely; under [suggestions], write "
            f"declined = [{listed}] in an editor"
        )
    return ("\ufeff" if text.startswith("\ufeff") else "") + changed


def _edit(text: str, declined: list[str]) -> str:
    from heartdata.readers.guess_columns import quoted

    line_end = "\r\n" if "\r\n" in text else "\n"
    header = _HEADER.search(text)
    if header is None:
        gap = "" if not text or text.endswith("\n") else line_end
        gap += line_end if text else ""
        listed = ", ".join(map(quoted, declined))
        return f"{text}{gap}[suggestions]{line_end}declined = [{listed}]{line_end}"
    following = _NEXT_SECTION.search(text, header.end())
    key = _KEY.search(text, header.end(), following.start() if following else len(text))
    if key is None:
        listed = ", ".join(map(quoted, declined))
        end = header.end() - text[: header.end()].endswith("\r")
        return f"{text[:end]}{line_end}declined = [{listed}]{text[end:]}"
    return _edit_array(text, key.end(), declined)


def _edit_array(text: str, start: int, declined: list[str]) -> str:
    """Take out the strings that are no longer declined and put the new ones behind the last."""
    from heartdata.readers.guess_columns import quoted

    tokens = []
    for token in _TOKEN.finditer(text, start):
        tokens.append(token)
        if token[0] == "]":
            break
    new, last = list(declined), tokens[0].end()
    cuts: list[tuple[int, int]] = []
    for place, token in enumerate(tokens):
        if token[0][0] not in "\"'":
            continue
        value = tomllib.loads(f"x = {token[0]}")["x"]
        if value in new:
            new.remove(value)
            last = token.end()
            continue
        comma = next((t for t in tokens[place + 1 :] if t[0][0] != "#"), None)
        end = comma.end() if comma is not None and comma[0] == "," else token.end()
        cuts.append((token.start(), end + (text[end : end + 1] == " ")))
    kept_any = last != tokens[0].end()
    addition = "".join(f", {quoted(name)}" for name in new)
    if not kept_any:
        addition = addition.removeprefix(", ")
    # From the end, so that earlier places stay right.
    for first, end in sorted([*cuts, (last, last)], reverse=True):
        text = text[:first] + (addition if first == end else "") + text[end:]
    return text
