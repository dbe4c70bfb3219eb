"""What people say before they come to the point, in the manner of the message that follows."""

from __future__ import annotations

from random import Random

from benchmarks.data.labelled import Language

_CHINESE = """你好
您好
亲
在吗
在不在
客服在吗
老板在吗
哈喽
嗨
有人吗
麻烦看下
请问在线吗
打扰一下
急急急
人呢
辛苦帮看看
晚上好
早上好
下午好
又是我
终于排到了
转人工
不好意思
救命
小二在吗
是这样的
我再说一遍
接着刚才的说
刚掉线了，继续
打扰啦""".splitlines()
_ENGLISH = """Hi
Hello
Hey
Good morning
Good evening
Hi there
Hello team
Dear support
Hey guys
Sorry to bother you
Anyone there
Me again
Quick question
Urgent please
Following up
Hello sir
Greetings
Hi all
Help please
Back again
As I said before
Still waiting
One more time
Good afternoon
Hello from a long-time customer
I got disconnected
Hope you are well
Please read carefully
Yo
OK so""".splitlines()
_BEHIND_CHINESE = ("，", "，", "。", "！", " ", "\n", "~ ", "？")
_BEHIND_ENGLISH = (", ", ", ", ". ", "! ", " - ", "\n", "... ")


def greet(rng: Random, message: str, language: Language) -> str:
    """The message with a greeting before it: in small letters and without signs where the writer uses none."""
    english = language == "en" or (language == "mixed" and message[0].isascii())
    hello = rng.choice(_ENGLISH if english else _CHINESE)
    if not english:
        return hello + rng.choice(_BEHIND_CHINESE) + message
    if message[0].islower():
        return hello.lower() + rng.choice((" ", " ", "\n", " ... ")) + message
    return hello + rng.choice(_BEHIND_ENGLISH) + message
