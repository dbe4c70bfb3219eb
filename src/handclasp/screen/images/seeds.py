"""Recovery phrases on screenshots of wallets: many words of one BIP-39 list, numbered or in a grid.

Promises not to mistake an English page for one: its words are too many others. Never returns a word.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from mnemonic import Mnemonic

from handclasp.screen.images.page import Page
from handclasp.screen.images.words import han, tight

_LANGUAGES: Final = ("english", "chinese_simplified", "spanish", "french", "italian", "portuguese", "czech")
_TITLES: Final = re.compile(
    r"助记词|助忆词|恢复短语|恢复词|种子短语|密语|備份短語|RECOVERYPHRASE|SEEDPHRASE|SECRETPHRASE|BACKUPPHRASE|MNEMONIC|SECRETRECOVERY|"
    r"RECOVERYSEED|WALLETSEED|BACKUPYOURWALLET|YOURSEED|(?:SEED|SECRET|RECOVERY|BACKUP)WORDS|WALLETBACKUP|MANUALBACKUP|"
    r"(?:12|18|24)WORD"
)
_CUES: Final = re.compile(
    r"抄写|已抄好|已备份|切勿截图|不要截[图屏]|妥善保管|WRITE(?:THESE|THIS|IT|THEM|THESEWORDS)?DOWN|WRITTENITDOWN|INORDER|SAVEDIT|"
    r"(?:DONOT|NEVER|DONT)(?:SHARE|SCREENSHOT)|STEALYOUR|RECOVERYOUR"
)
"""What a wallet says beside the words. A few words are then enough: dark screens hide the others."""
_LESSON: Final = re.compile(
    r"单词|词汇|生词|听写|英语|VOCABULARY|SPELLING|WORDLIST|LESSON\d|^UNIT\d|SHOPPINGLIST|WORDSOFTHE|NEWWORDS|DICTATION"
)
_NUMBERED: Final = re.compile(r"(?<!\d)([1-9]|1\d|2[0-4])\s?[.．:)、#-]?\s*([a-z]{3,8}|[一-鿿])(?![a-z\d])")
_WORD: Final = re.compile(r"[a-zà-ÿ]+")
_LEAST: Final = 8
"""Of twelve words; OCR loses some."""
_FEW: Final = 2
_READ, _CLEAR = 0.7, 0.93
_STRANGERS: Final = 2
_ALONE, _SHORT = 0.5, 10


@cache
def _list(language: str) -> frozenset[str]:
    return frozenset(Mnemonic(language).wordlist)


@cache
def _chinese() -> frozenset[str]:
    return _list("chinese_simplified")


def shown(page: Page) -> tuple[bool, tuple[str, ...]]:
    """Whether the page shows a recovery phrase, and what spoke for it."""
    title = any(_TITLES.search(text) for text in page.tights)
    if _titled(page) and _unreadable(page) >= _LEAST:
        return True, ("title", "unreadable")
    cues = sum(bool(_CUES.search(text)) for text in page.tights)
    chinese = sum(han(line.text) for line in page.lines)
    texts = [line.text.lower() for line in page.lines if line.sure >= _READ]
    for language in _LANGUAGES:
        if language == "chinese_simplified":
            found, others = _chinese_words(texts)
        else:
            found, others = _latin_words(texts, _list(language))
        numbered = _numbered(texts, _list(language))
        strange = others + (0 if language == "chinese_simplified" else chinese)
        if numbered >= _LEAST and (title or (found >= strange and not vocabulary(page))):
            return True, ("numbered-words", *(("title",) if title else ()))
        alone = found if language == "chinese_simplified" else _alone(texts, _list(language))
        if title and alone >= _LEAST and found >= others:
            return True, ("title", "words")
        if alone >= _LEAST and found >= others and cues and not vocabulary(page):
            return True, ("instructions", "words")
        if title and alone >= _FEW and cues >= 2:
            return True, ("title", "instructions")
    return False, ()


def _titled(page: Page) -> bool:
    """Whether a line says hardly more than that a phrase follows."""
    named = ((text, _TITLES.search(text)) for text in page.tights)
    return any(name is not None and len(name.group(0)) > _ALONE * len(text) for text, name in named)


def _unreadable(page: Page) -> int:
    """Short pieces of text that could not be read: words in their frames, probably."""
    return sum(line.sure < _READ and len(text) <= _SHORT for line, text in zip(page.lines, page.tights, strict=True))


def vocabulary(page: Page) -> bool:
    """Whether it is for learners: so it says, or numbered words that were read well are not on the list."""
    if any(_LESSON.search(text) for text in page.tights):
        return True
    texts = [line.text.lower() for line in page.lines if line.sure >= _CLEAR]
    words = {word for text in texts for _, word in _NUMBERED.findall(text)}
    strangers = sum(len(word) > 2 and not any(word in _list(language) for language in _LANGUAGES) for word in words)
    named = any(_TITLES.search(text) or _CUES.search(text) for text in page.tights)
    return strangers >= _STRANGERS and not named


def _numbered(texts: list[str], words: frozenset[str]) -> int:
    """How many different numbers 1 to 24 stand before a word of the list; number and word may be lines of their own."""
    seen = set()
    for text in (*texts, " ".join(texts)):
        for number, word in _NUMBERED.findall(text):
            if word in words:
                seen.add(int(number))
    return len(seen)


def _alone(texts: list[str], words: frozenset[str]) -> int:
    """How many different words of the list are lines of their own, or share one with a single other."""
    found = [_WORD.findall(text) for text in texts]
    return len({word for line in found if len(line) <= 2 for word in line if len(word) > 2 and word in words})


def _latin_words(texts: list[str], words: frozenset[str]) -> tuple[int, int]:
    """Words of the list in lines of few words, and words that are not of it."""
    found: set[str] = set()
    others = 0
    for text in texts:
        for word in _WORD.findall(text):
            if word in words:
                found.add(word)
            elif len(word) > 2:
                others += 1
    return len(found), others


def _chinese_words(texts: list[str]) -> tuple[int, int]:
    """Single characters that stand alone, and all others."""
    found = others = 0
    for text in texts:
        parts = [part for part in re.split(r"[^一-鿿]+", tight(text)) if part]
        for part in parts:
            if len(part) == 1 and part in _chinese():
                found += 1
            else:
                others += len(part)
    return found, others // 3
