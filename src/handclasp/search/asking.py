"""The language of a search: words side by side (all of them), OR, NOT or -, "phrases", brackets, beginnings of ids.

`tag:NAME` (标签:名称) stands beside them and means the conversation, not its words.

What is typed becomes a tree; what cannot be understood is refused with words that say what to change, in English and
Chinese. Bounded: MOST characters, TERMS terms, DEPTH brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn

from handclasp.records import Invalid
from handclasp.search.words import ID, LONGEST, PREFIX, Atom, Beside, atoms, besides, fold, of_atom, of_prefix

MOST: Final = 500
TERMS: Final = 32
DEPTH: Final = 8

_LEX: Final = re.compile(
    r"\s*(?:(?P<phrase>[\"“”„「『])(?P<quoted>[^\"“”„」』]*)(?P<end>[\"“”„」』]?)"
    r"|(?P<open>[(（])|(?P<close>[)）])|(?P<or>\||OR(?![^\s()（）]))|(?P<and>&|AND(?![^\s()（）]))"
    r"|(?P<not>NOT(?![^\s()（）])|[-－−](?=\S))|(?P<word>[^\s()（）\"“”„「」『』|&]+)|(?P<other>\S))"
)

_TAG: Final = re.compile(r"(?:tag|标签)[:：](.*)\Z", re.IGNORECASE)


class BadSearch(Invalid):
    """What was typed cannot be looked for; `zh` says the same in Chinese."""

    code = "bad-search"

    def __init__(self, message: str, zh: str) -> None:
        super().__init__(message)
        self.zh = zh


@dataclass(frozen=True, slots=True)
class Term:
    """Atoms that stand side by side in a text; most terms have one."""

    atoms: tuple[Atom, ...]

    @property
    def tokens(self) -> tuple[str | Beside, ...]:
        """What every text with this term is indexed under."""
        alone = (token for atom in self.atoms for token in of_atom(atom))
        return (*dict.fromkeys(alone), *dict.fromkeys(besides(self.atoms)))

    @property
    def exact(self) -> bool:
        """Whether every text under these tokens has this term, so that its words need not be looked at."""
        one = self.atoms[0]
        whole = len(one.text) < 3 if one.kind == "chinese" else len(one.text) < LONGEST
        return len(self.atoms) == 1 and whole


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of an id."""

    text: str

    @property
    def tokens(self) -> tuple[str | Beside, ...]:
        """What every text with such an id is indexed under."""
        return (of_prefix(self.text),)

    @property
    def exact(self) -> bool:
        """Whether the index knows beginnings as long as this."""
        return len(self.text) < PREFIX.stop


@dataclass(frozen=True, slots=True)
class All:
    """All of these."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of these at least."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    node: Node


Leaf = Term | Prefix
Node = Term | Prefix | All | Either | Not
Question = Node | None
"""What is looked for; None: anything."""


def leaves(node: Question, *, sought: bool = True) -> list[Leaf]:
    """The terms of a tree; with `sought` only those that a hit may show, not those it must not have."""
    match node:
        case None:
            return []
        case Not(inner):
            return [] if sought else leaves(inner, sought=False)
        case All(nodes) | Either(nodes):
            return [leaf for one in nodes for leaf in leaves(one, sought=sought)]
        case _:
            return [node]


def parse(text: str) -> Question:
    """The tree of what was typed; None when nothing was. Raises BadSearch."""
    if len(text) > MOST:
        raise BadSearch(
            f"the search is longer than {MOST} characters; look for less at a time",
            f"搜索内容超过 {MOST} 个字；请分几次查",
        )
    parser = _Parser(text)
    if parser.at_end():
        return None
    found = parser.either(0)
    if not parser.at_end():
        raise BadSearch(
            "there is a closing bracket too many; take it out, or open one before it",
            "多了一个右括号；请删去或补上左括号",
        )
    if len(leaves(found, sought=False)) > TERMS:
        raise BadSearch(f"more than {TERMS} terms; look for fewer at a time", f"超过 {TERMS} 个词；请减少")
    if not _says_something(found):
        raise BadSearch(
            "NOT alone finds nearly everything; say also what to look for",
            "只有“不含”几乎会找到所有内容；请同时写明要找什么",
        )
    return found


def tagged(text: str) -> tuple[str, tuple[str, ...]]:
    """What was typed without its tags, and these: `tag:vip`, `标签:贵宾`, `tag:"big fish"`. Raises BadSearch."""
    names: list[str] = []
    rest, depth, before, at = [], 0, "", 0
    either = False
    parts = [match for match in _LEX.finditer(text) if match.lastgroup]
    for place, part in enumerate(parts):
        depth += bool(part["open"]) - bool(part["close"])
        either = either or bool(part["or"])
        found = _TAG.match(part["word"] or "")
        if found is None:
            before = part.lastgroup or ""
            continue
        following = parts[place + 1] if place + 1 < len(parts) else None
        quoted = following if not found[1] and following is not None and following["phrase"] else None
        name = (quoted["quoted"] if quoted is not None else found[1]).strip()
        if not name or depth or part.start() < at or before == "not":
            _alone()
        names.append(name)
        rest.append(text[at : part.start()])
        at = (quoted or part).end()
        before = ""
    if names and either:
        _alone()
    return " ".join([*rest, text[at:]]).strip() if names else text, tuple(names)


def _alone() -> NoReturn:
    raise BadSearch(
        "tag: needs a name, as in tag:vip, and stands beside all other words: not in brackets, with NOT or OR",
        "“标签:”后面要写名称，如“标签:贵宾”；它和其他词并列，不能放在括号里，也不能与 NOT、OR 连用",
    )


def _says_something(node: Node) -> bool:
    """Whether something must be there, on every way."""
    match node:
        case Not():
            return False
        case All(nodes):
            return any(map(_says_something, nodes))
        case Either(nodes):
            return all(map(_says_something, nodes))
        case _:
            return True


class _Parser:
    def __init__(self, text: str) -> None:
        self._parts = [match for match in _LEX.finditer(text) if match.lastgroup]
        self._at = 0

    def at_end(self) -> bool:
        return self._at == len(self._parts)

    def _is(self, group: str) -> bool:
        return not self.at_end() and self._parts[self._at].group(group) is not None

    def either(self, depth: int) -> Node:
        """A, or one of several with OR between them."""
        nodes = [self.all(depth)]
        while self._is("or"):
            self._at += 1
            nodes.append(self.all(depth))
        return nodes[0] if len(nodes) == 1 else Either(tuple(nodes))

    def all(self, depth: int) -> Node:
        """A, or several side by side, with or without AND."""
        nodes: list[Node] = []
        while not self.at_end() and not self._is("or") and not self._is("close"):
            if self._is("and"):
                if not nodes:
                    _incomplete()
                self._at += 1
            nodes.append(self.one(depth))
        if not nodes:
            _incomplete()
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))

    def one(self, depth: int) -> Node:
        """A word, a phrase, something in brackets, or NOT one of these."""
        if self.at_end() or self._is("or") or self._is("and") or self._is("close"):
            _incomplete()
        part = self._parts[self._at]
        self._at += 1
        if part["not"]:
            return Not(self.one(depth + 1))
        if part["open"]:
            return self._bracket(depth + 1)
        if part["phrase"]:
            if not part["end"]:
                raise BadSearch("a quotation mark is not closed; close it", "引号没有闭合；请补上")
            return _term(part["quoted"])
        return _term(part["word"] or part["other"])

    def _bracket(self, depth: int) -> Node:
        if depth > DEPTH:
            raise BadSearch("too many brackets within brackets", "括号层数太多")
        found = self.either(depth)
        if not self._is("close"):
            raise BadSearch("a bracket is not closed; close it", "括号没有闭合；请补上")
        self._at += 1
        return found


def _term(text: str) -> Node:
    folded = fold(text)
    if folded.endswith("*"):
        return _prefix(folded.rstrip("*"))
    if "*" in folded:
        _only_at_the_end()
    found = tuple(atoms(folded))
    if not found:
        raise BadSearch(f"{text!r} holds no word or number to look for", f"“{text}”里没有可以搜索的字词或数字")
    return Term(found)


def _prefix(text: str) -> Prefix:
    found = list(atoms(text))
    # What follows the star may be a digit: a beginning needs none of its own, but it must be of one id.
    whole = "".join(character for character in text if not character.isspace()).rstrip("-_./:")
    if not text or "*" in text or (found and found[0].kind == "chinese"):
        _only_at_the_end()
    if len(whole) < PREFIX.start or (len(found) != 1 and not _joined(whole)):
        raise BadSearch(
            f"a beginning (A12*) needs at least {PREFIX.start} characters of one number or order id",
            f"按开头查找（如 A12*）至少要写同一个编号的前 {PREFIX.start} 位",
        )
    return Prefix(text[:LONGEST])


def _joined(text: str) -> bool:
    """Whether it is one joined word, whose parts have no digit yet."""
    return all(atom.kind != ID for atom in atoms(text)) and not any(c.isspace() for c in text)


def _only_at_the_end() -> NoReturn:
    raise BadSearch(
        "a star stands only at the end of a number or order id, as in A12*", "星号只能放在编号的末尾，如 A12*"
    )


def _incomplete() -> NoReturn:
    raise BadSearch("a word is missing beside OR, AND, NOT or in brackets", "OR、AND、NOT 旁边或括号里缺少字词")
