"""Why a file is not taken: few errors, each saying what is wrong and what to send instead."""

from __future__ import annotations

from handclasp.records import HandclaspError


class FileRefused(HandclaspError):
    """The file is not taken; nothing of it was kept."""

    code = "file-refused"


class TypeNotTaken(FileRefused):
    """It is of a type that is not taken: a program, an archive, a web page, a drawing that may hold scripts."""

    code = "file-type-not-taken"


class Disguised(FileRefused):
    """It is something else than it says, or two things at once."""

    code = "file-disguised"


class FileTooLarge(FileRefused):
    """It is larger than may be taken, or would become so when it is opened."""

    code = "file-too-large"


class FileDamaged(FileRefused):
    """It is cut off or broken."""

    code = "file-damaged"


class FileLocked(FileRefused):
    """It needs a password to be opened."""

    code = "file-locked"


def type_not_taken(what: str) -> TypeNotTaken:
    """For a file of this kind."""
    return TypeNotTaken(
        f"{what} cannot be taken. Send a picture (PNG, JPEG, WebP, GIF, BMP, TIFF), a PDF or a voice note "
        "(Ogg, MP3, M4A, AAC, WAV, AMR). Nothing was kept."
    )


def disguised() -> Disguised:
    """For a file that is not, or not only, what it says."""
    return Disguised(
        "this file is not what it says, or is two kinds of file at once. Take a new photograph or screenshot, or "
        "export it again, and send that. Nothing was kept."
    )


def too_large(limit: str) -> FileTooLarge:
    """For a file beyond this limit."""
    return FileTooLarge(f"this file is too large: more than {limit}. Send a smaller one. Nothing was kept.")


def damaged() -> FileDamaged:
    """For a file that cannot be opened."""
    return FileDamaged("this file is damaged or cut off and cannot be opened. Send it again. Nothing was kept.")


def locked() -> FileLocked:
    """For a file with a password."""
    return FileLocked(
        "this file needs a password, so it cannot be looked through. Send it without one. Nothing was kept."
    )
