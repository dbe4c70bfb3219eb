"""What people say around what they came to say: a word before, a word after, and often neither."""

from __future__ import annotations

import re
from random import Random

from benchmarks.data.labelled import Language
from benchmarks.data.text_fourth.pools import pool

TRADITIONAL = set("係嘅唔咗請訂單號碼嗎這麼們俾電話認證樓樣點幾機車險優說題裡賴開為發過會個後來爾護預幣戶儲")
GREETING = re.compile(
    r"在吗|你好|您好|亲|老板|老师好|大哥|家人|喂|hi\b|hello|hey|dear|respected|bonjour|right, so|so |ok ", re.IGNORECASE
)


def greeted(rng: Random, language: Language, phrase: str) -> str:
    """The phrase, in six of ten cases with a greeting, in half of them with a thanks or a plea."""
    script = "tr" if language == "zh" and set(phrase) & TRADITIONAL else language
    opens, closes = rng.random() < 0.6 and not GREETING.match(phrase), rng.random() < 0.5
    before, after = rng.choice(pool(f"open_{script}")), rng.choice(pool(f"close_{script}"))
    if "\n" in phrase:
        return (f"{before}\n" if opens else "") + phrase + (f"\n{after}" if closes else "")
    if opens:
        phrase = (
            before
            + rng.choice(("，", "，", " ", "！", "\n") if language == "zh" else (", ", ", ", " ", "\n", ". "))
            + phrase
        )
    if closes:
        ended = phrase[-1] in "。！？!?.~…）)"
        phrase += rng.choice(("，", " ", "。") if language == "zh" else (". ", ", ", "\n")) if not ended else " "
        phrase += after
    return phrase
