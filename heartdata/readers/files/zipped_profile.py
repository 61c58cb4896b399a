"""The ``heartdata.toml`` inside a zip."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from heartdata.core.profile import LARGEST, PROFILE_NAME, Profile, decode_toml
from heartdata.errors import ProfileError


def zipped_profile(path: Path) -> Profile | None:
    """Read the ``heartdata.toml`` at the top of a zip, or in its only folder."""
    try:
        if not path.is_file() or not zipfile.is_zipfile(path):
            return None
        with zipfile.ZipFile(path) as archive:
            names = [i for i in archive.infolist() if PurePosixPath(i.filename).name == PROFILE_NAME]
            names = [i for i in names if len(PurePosixPath(i.filename).parts) <= 2]
            if len(names) != 1:
                return None
            with archive.open(names[0]) as file:
                content = file.read(2 * LARGEST)
    except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError):
        # The zip is damaged; reading it raises with the reason.
        return None
    try:
        return Profile.from_toml(decode_toml(content))
    except UnicodeDecodeError:
        raise ProfileError(f"{path}/{PROFILE_NAME}: not UTF-8 text; save it again as UTF-8") from None
    except ProfileError as error:
        raise ProfileError(f"{path}/{PROFILE_NAME}: {error}") from None
