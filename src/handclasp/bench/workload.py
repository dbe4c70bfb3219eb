"""The messages that benchmarks send: made up, seeded, the same on every machine.

Chinese and English support chat, 250 bytes of UTF-8 on average; one in ten holds something that must be masked or
dropped. Every person, card, number and key in it is an invented specimen. Conversations open and close all the time, as
at a real desk. Nothing here is read from a disk or a network.
"""

from __future__ import annotations

import math
import random
import string
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import msgspec

from handclasp.screen import outbound
from handclasp.screen.recent import REACH

MEAN_BYTES: Final = 250
SENSITIVE: Final = 0.10
PER_CONVERSATION: Final = 10
OPEN: Final = 1_000
"""Conversations that are open at any time."""

_SPREAD: Final = 0.75
_TARGET: Final = 163
"""Median of the lengths aimed at, in bytes, so that the whole sentences added up give MEAN_BYTES on average."""

_ZH: Final = (
    "你好，请问在吗？",
    "我昨天晚上在你们店买的游戏点卡，到现在还没有收到。",
    "订单号是 {order}，付款已经成功了，麻烦帮我查一下。",
    "页面一直显示“处理中”，刷新了很多次都没有变化。",
    "您好，感谢您的耐心等待，我这边马上为您核实。",
    "系统显示这笔订单 {order} 已经发货，发货时间是今天下午 {hour}:{minute}。",
    "可以把充值失败的截图发给我看一下吗？",
    "我试了三次都提示卡已被使用，可是我根本没有用过。",
    "金额是 {amount} 元，用余额支付的，扣款记录里能看到。",
    "请您不要着急，我们会在 24 小时内给您答复。",
    "如果确认是商家的问题，我们会全额退款到您的原支付方式。",
    "那我什么时候能收到退款？周末也处理吗？",
    "好的，已经为您登记，工单编号 {order}，处理完会在这里通知您。",
    "会员续费了但是权益没有更新，重新登录也没有用。",
    "谢谢，问题已经解决了，刚才收到了。",
    "我换了一台手机以后，之前买的东西都看不到了。",
    "这个价格和商品页上写的不一样，页面上写的是 {amount} 元。",
    "嗯。",
    "麻烦快一点，孩子等着用呢！",
    "商家说让我找平台，平台又让我找商家，到底谁来处理？",
)
_EN: Final = (
    "Hello, is anyone there?",
    "I bought a gift code yesterday evening and it still has not arrived.",
    "The order is {order}, the payment went through, could you please check it?",
    "Thank you for your patience, I am looking into it right now.",
    "Our system shows that order {order} was delivered at {hour}:{minute} today.",
    "I tried it three times and each time it says the code has already been used.",
    "The amount was {amount} USDT, sent from my own wallet, and it is confirmed on the chain.",
    "Withdrawals are delayed at the moment; yours is in the queue and nothing is lost.",
    "Could you send me a screenshot of the message you get?",
    "If it turns out to be the merchant's mistake you will get all of it back.",
    "When will I see the refund, and does that also work on weekends?",
    "I have noted it under case {order} and you will hear from us here.",
    "My subscription was renewed but the account still says that it has expired.",
    "Great, it works now, thanks a lot!",
    "After I changed my phone, everything I had bought was gone.",
    "The price is different from the one on the product page, which says {amount}.",
    "OK.",
    "The merchant tells me to ask you, and you tell me to ask the merchant.",
)
_SECRET_ZH: Final[dict[str, str]] = {
    "phone": "我的手机号是 {}，有消息请打给我。",
    "email": "邮箱 {} ，发到这里也可以。",
    "card": "退款请退到银行卡 {} 上。",
    "id": "实名信息：身份证 {}。",
    "code": "商家发来的卡密是 {}，用不了。",
    "password": "登录密码是 {}，你们帮我登上去看看。",
    "otp": "刚收到的验证码是 {}。",
    "seed": "助记词是 {}",
    "key": "私钥：{}",
}
_SECRET_EN: Final[dict[str, str]] = {
    "phone": "You can reach me at +86 {} any time.",
    "email": "Please write to {} instead.",
    "card": "The card I paid with is {}.",
    "id": "My mainland id card is {}.",
    "code": "The gift card code is {} and it does not work.",
    "password": "My password is {}, please have a look yourself.",
    "otp": "The verification code is {}.",
    "seed": "My seed phrase is {}",
    "key": "Private key: {}",
}
_WEIGHTS: Final[dict[str, int]] = {
    "phone": 34,
    "email": 16,
    "card": 10,
    "id": 10,
    "code": 16,
    "password": 5,
    "otp": 5,
    "seed": 2,
    "key": 2,
}


class Message(NamedTuple):
    """One message: its place in a conversation (`seq` from 1), its id, who says it, when (ms, UTC), and what."""

    conversation: str
    seq: int
    id: str
    role: str
    speaker: str
    sent: int
    text: str

    def line(self) -> bytes:
        """The message as one line of `POST /v1/batches`."""
        return msgspec.json.encode(
            {
                "id": self.id,
                "conversation": self.conversation,
                "author": {"role": self.role, "id": self.speaker},
                "sent": self.sent,
                "text": self.text,
                "channel": "web",
            }
        )


def messages(seed: int, now: int, *, guarded: bool = True) -> Iterator[Message]:
    """Messages without end; `now` (ms, UTC) is when the first was sent.

    Not `guarded`, agents also say what the outbound guard would stop: quicker, for those who pass it by.
    """
    source = random.Random(seed)  # noqa: S311 - a workload, not a secret
    run = f"{source.getrandbits(32):08x}"
    opened = 0
    waiting: list[tuple[str, bool, list[int], dict[str, list[str]]]] = []
    number = 0
    while True:
        while len(waiting) < OPEN:
            opened += 1
            waiting.append((f"{run}-{opened:07d}", source.random() < 0.6, [0], {}))
        place = source.randrange(len(waiting))
        name, chinese, seen, said = waiting[place]
        seen[0] += 1
        number += 1
        sensitive = source.random() < SENSITIVE
        text = _text(source, chinese=chinese, sensitive=sensitive)
        # What the guard would stop on its way out, by itself or read on from what they said before, customers say.
        agent = f"agent{opened % 40}"
        before = [one[-REACH:] for one in said.get(agent, ())]
        stopped = guarded and (outbound.check(text) or outbound.check_on(before, text[:REACH])) is not None
        theirs = sensitive or source.random() < 0.5 or stopped
        role = "customer" if theirs else "agent"
        if not theirs:
            said[agent] = [*said.get(agent, ()), text][-2:]
        yield Message(
            conversation=name,
            seq=seen[0],
            id=f"{run}.{source.getrandbits(64):016x}",
            role=role,
            speaker=f"u{opened % 5000}" if role == "customer" else agent,
            sent=now + number,
            text=text,
        )
        if source.random() < 1 / PER_CONVERSATION:
            waiting[place] = waiting[-1]
            waiting.pop()


def _text(source: random.Random, *, chinese: bool, sensitive: bool) -> str:
    aim = _TARGET * math.exp(source.gauss(0, _SPREAD))
    sentences = _ZH if chinese else _EN
    parts: list[str] = []
    if sensitive:
        kind = source.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        parts.append((_SECRET_ZH if chinese else _SECRET_EN)[kind].format(_SPECIMENS[kind](source)))
    size = sum(len(part.encode()) for part in parts)
    while size < aim or not parts:
        sentence = source.choice(sentences).format(
            order=f"A{source.randrange(10_000, 99_999)}",
            amount=f"{source.randrange(1, 900)}.{source.randrange(100):02d}",
            hour=source.randrange(10, 24),
            minute=f"{source.randrange(60):02d}",
        )
        parts.append(sentence)
        size += len(sentence.encode()) + (not chinese)
    source.shuffle(parts)
    return ("" if chinese else " ").join(parts)


# --- specimens


def _phone(source: random.Random) -> str:
    return f"{source.choice(('138', '139', '150', '186', '177'))}{source.randrange(10**8):08d}"


def _email(source: random.Random) -> str:
    return f"{''.join(source.choices(string.ascii_lowercase, k=7))}{source.randrange(100)}@example.com"


def _card(source: random.Random) -> str:
    digits = "622848" + "".join(source.choices(string.digits, k=12))
    return digits + _luhn(digits)


def _luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + (place % 2 == 0))
        total += value - 9 * (value > 9)
    return str(-total % 10)


def _id(source: random.Random) -> str:
    day = f"{source.randrange(1960, 2006)}{source.randrange(1, 13):02d}{source.randrange(1, 29):02d}"
    digits = f"{source.choice(('110105', '310104', '440305', '510107'))}{day}{source.randrange(1000):03d}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def _code(source: random.Random) -> str:
    return "-".join("".join(source.choices(string.ascii_uppercase + string.digits, k=4)) for _ in range(4))


def _password(source: random.Random) -> str:
    return "".join(source.choices(string.ascii_letters, k=6)) + f"{source.randrange(1000):03d}!"


def _otp(source: random.Random) -> str:
    return f"{source.randrange(10**6):06d}"


def _seed(source: random.Random) -> str:
    from mnemonic import Mnemonic  # noqa: PLC0415 - reads a word list, which only this specimen needs

    return str(Mnemonic("english").to_mnemonic(source.randbytes(16)))


def _key(source: random.Random) -> str:
    return source.randbytes(32).hex()


_SPECIMENS: Final[dict[str, Callable[[random.Random], str]]] = {
    "phone": _phone,
    "email": _email,
    "card": _card,
    "id": _id,
    "code": _code,
    "password": _password,
    "otp": _otp,
    "seed": _seed,
    "key": _key,
}
