"""The words a customer is shown before the first message: what is kept and why, and what nobody here will ever ask for.

Each change of a word is a new version, because a record says which version was shown. Written, not translated.
"""

from __future__ import annotations

from typing import Final

import msgspec


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


RECORDING: Final = "recording"
VERSION: Final = "2"

_NOTICES: Final = {
    "zh": Notice(
        notice=RECORDING,
        version=VERSION,
        language="zh",
        title="这里的对话会封存留证",
        lines=(
            "每句话都会编号、加密封存，谁也改不了，有争议时对双方都算数。",
            "手机号、证件号等会自动遮住，客服只看到遮住后的样子。",
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
    """The notice in this language, or in English where there is none."""
    return _NOTICES.get(language, _NOTICES["en"])
