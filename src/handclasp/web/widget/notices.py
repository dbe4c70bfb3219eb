"""The words a customer is shown before the first message: what is kept and why, and what nobody here will ever ask for.

A tenant's own stand in files; without one the house's are shown. Each change of a word is another digest: a record says
which words were shown, and whoever saw other words is shown the new ones. Written, not translated.
"""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from handclasp.records import HandclaspError


class BadNotice(HandclaspError):
    """A tenant's notice cannot be shown as it is; the message names the file and what is wrong."""

    code = "notice"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One notice in one language. `lines` say what is kept and why; `never` what is never asked for."""

    notice: str
    version: str
    language: str
    title: str
    lines: tuple[str, ...]
    never_title: str
    never: tuple[str, ...]
    after: str

    @property
    def text(self) -> str:
        """Every word of it, line by line, as it was shown."""
        return "\n".join((self.title, *self.lines, self.never_title, *self.never, self.after))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the words."""
        return sha256(self.text.encode()).digest()

    @property
    def mark(self) -> str:
        """What tells it from any other: its name, language, and words."""
        return f"{self.notice}/{self.digest.hex()[:16]}/{self.language}"


RECORDING: Final = "recording"
VERSION: Final = "3"
LANGUAGES: Final = ("zh", "en")
_LISTS: Final = ("lines", "never")
_TEXTS: Final = ("version", "title", "never_title", "after")
_LONGEST: Final = 400
_MOST: Final = 12

_NOTICES: Final = {
    "zh": Notice(
        notice=RECORDING,
        version=VERSION,
        language="zh",
        title="这里的对话会封存留证",
        lines=(
            "每句话都会编号、加密封存，谁也改不了，有争议时对双方都算数。",
            "手机号、证件号等会自动遮住，客服只看到遮住后的样子。",
            "只用于为您服务和处理争议，不用于营销。菜单里可以查阅、更正或要求删除。",
        ),
        never_title="我们永远不会向您索要",
        never=("密码", "验证码", "助记词或私钥", "完整卡号或安全码", "转账到个人账户、加微信或 QQ 付款"),
        after="有人要，就是骗子。误发的密码、验证码和助记词会当场丢弃，不会保存。",
    ),
    "en": Notice(
        notice=RECORDING,
        version=VERSION,
        language="en",
        title="This chat is kept as evidence",
        lines=(
            "Every line is numbered and sealed. Nobody can change it later, so it counts for both sides.",
            "Phone and ID numbers are masked on the way in. Our staff see them masked.",
            "It serves you and disputes, never advertising. See it, correct it or have it erased from the menu.",
        ),
        never_title="We will never ask for",
        never=(
            "passwords",
            "one-time codes",
            "seed phrases or private keys",
            "full card numbers or the code on the back",
            "a payment or a chat outside this site",
        ),
        after="Whoever asks is a fraud. Passwords, codes and seed phrases sent by mistake are thrown away, not stored.",
    ),
}


def recording(language: str) -> Notice:
    """The house's notice in this language, or in English where there is none."""
    return _NOTICES.get(language, _NOTICES["en"])


class Notices:
    """The notices of all tenants: `folder/TENANT/LANGUAGE.toml`, read anew each time; thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, tenant: str, language: str) -> Notice:
        """What a tenant's customers are shown in a language; the house's where it has none. Raises BadNotice."""
        path = self._folder / tenant / f"{language}.toml"
        if not path.is_file():
            return recording(language)
        return read(path.read_text(encoding="utf-8"), language, str(path))

    def check(self) -> None:
        """Read every file once, as the house does before it starts. Raises BadNotice, naming the file."""
        for path in sorted(self._folder.glob("*/*")):
            if path.suffix != ".toml" or path.stem not in LANGUAGES:
                raise BadNotice(f"{path}: a notice's file is called zh.toml or en.toml")
            read(path.read_text(encoding="utf-8"), path.stem, str(path))


def read(text: str, language: str, where: str) -> Notice:
    """A notice from its file; raises BadNotice."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadNotice(f"{where}: this is not TOML: {error}") from None
    if set(table) != {*_TEXTS, *_LISTS}:
        raise BadNotice(f"{where}: it needs {', '.join((*_TEXTS, *_LISTS))}, and nothing else")
    for name in _TEXTS:
        if not _is_line(table[name]):
            raise BadNotice(f"{where}: {name} must be a line of 1 to {_LONGEST} characters")
    for name in _LISTS:
        if not _is_list(table[name]):
            raise BadNotice(f"{where}: {name} must be 1 to {_MOST} lines of 1 to {_LONGEST} characters")
    return msgspec.convert({"notice": RECORDING, "language": language, **table}, Notice)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and 0 < len(value) <= _MOST and all(map(_is_line, value))


def _is_line(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST and value.isprintable()
