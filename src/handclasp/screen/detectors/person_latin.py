"""Names in Latin letters: behind the words for a name, in a signature, or a common first name with a common last one.

Promises never to take brands and characters of games that carry such names. Shows the first letter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from handclasp.screen import romanised
from handclasp.screen.detector import Found
from handclasp.screen.latin_names import ENGLISH, LETTER, PARTICLES, clear_first, is_first, is_last, is_word
from handclasp.screen.lexicon import sections
from handclasp.screen.words import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handclasp.screen.labels import Label
    from handclasp.screen.text import Text

_PART: Final = f"[{LETTER}][{LETTER}'’-]{{1,20}}"
_INITIALS: Final = re.compile("[A-Z](?:\\.[ ]?|[ ])(?:[A-Z](?:\\.[ ]?|[ ]))?[A-Z][A-Za-zÀ-ɏ'’-]{1,20}(?![A-Za-z.@])")
_GAP: Final = re.compile(
    "(?:[ \t]?[:,.\\-–—=\n\"'(（“「|丨]|[ ](?:is|was|as|to be|(?:must|should|has to|needs to|will) (?:be|read|say"
    "|show))(?=[ :])"
    "|'s(?=[ ])|一栏|栏|拼音|pinyin|英文名?|chinese|汉字|[ ](?:pinyin|english|chinese)(?=[ :])|[ ](?:my|his|her"
    "|our)?[ ]?(?:brother|sister|wife"
    "|husband|son|daughter|friend|boss|moms name|dads name)(?=[ ,:])"
    "|是|为|為|叫|写的?|填的?|[ ](?:on (?:the |my )?card|字|an agent called|someone named|under|mr\\.?"
    "|ms\\.?|mrs\\.?|dr\\.?)(?=[ :]| is)|[ "
    "\n]){0,5}",
    re.IGNORECASE,
)
_ROMANISED: Final = re.compile("([A-Za-z'-]{2,14}),?[ ]([A-Za-z'-]{2,14})(?:[ ]([A-Za-z]{2,8}))?(?![A-Za-z0-9@])")
_NAME: Final = re.compile(f"({_PART})(?:,?[ ]([A-Za-z])\\.?(?=[ ]))?(?:(?:,?[ ]|/)({_PART}))?(?:[ ]({_PART}))?")
_WEAK: Final = frozenset(
    (
        "owner|contact|sender|guest|registered to|i'm|i am|im|this is|it's|dear|cheers|best|regards|best regards"
        "|kind regards|called|named|names|yours|sincerely|name|miss|speaking|holder|name's|brother|wife"
        "|husband|sister|under|belongs|owner is|paid by|sent by|sold by|go by|goes by|talk to|speak to|speak with"
        "|spoke to|spoke with|talked to|ask for|transfer from|transfer to|by the name of"
        "|son|daughter|friend|boss|colleague|uncle|aunt|cousin|mum|mom|dad|father|mother|nephew|niece|roommate|flatmate"
        "|girlfriend|boyfriend|partner|grandma|grandpa|guardian|parent|visitor|visitors|buyer|call me|just say|student"
    ).split("|")
)
_ONE_NAME: Final = frozenset(
    ("first name", "last name", "surname", "given name", "family name", "middle name", "given names")
)
_NO_ONE_NAME: Final = frozenset(
    ("is", "was", "and", "or", "on", "field", "must", "can", "the", "my", "last", "first", "on", "not")
)
_MYSELF: Final = frozenset(("i'm", "i am", "im", "this is"))
_KIN: Final = frozenset(
    (
        "brother wife husband sister son daughter friend boss colleague uncle aunt cousin mum mom dad father mother"
        " nephew niece roommate flatmate girlfriend boyfriend partner grandma grandpa grandson granddaughter"
        " guardian parent visitor buyer student owner sender guest contact"
    ).split()
)
"""Words for persons, before which a name may be one that no list holds."""
_WITH_FATHER: Final = re.compile(
    f"(?<![{LETTER}0-9@._/-])([A-Za-z][{LETTER}'’-]{{1,14}}(?: [A-Za-z][{LETTER}'’-]{{1,14}}){{0,2}}) "
    f"(bin|binti|bte|a/l|a/p|s/o|d/o|anak) ([A-Za-z][{LETTER}'’-]{{1,14}}(?: [A-Za-z][{LETTER}'’-]{{1,14}})?)"
    f"(?![{LETTER}0-9@_])",
    re.IGNORECASE,
)
"""Names with the father's: Azlan bin Mat Isa, Kavitha a/p Subramaniam."""
_A_FATHER: Final = re.compile(" (?:bin|binti|bte|a/l|a/p|s/o|d/o|anak) ", re.IGNORECASE)
_ONLY_SELF: Final = re.compile("[,.\\n]|$|[ ](?:here|from|speaking|calling|writing)")
_SIGNED_BY: Final = re.compile(
    f"(?:regards|best|cheers|sincerely|yours|thanks|thank you|many thanks|yours truly)[ ]?[,.!]?[ ]?\n[ ]?"
    f"([A-Z][{LETTER}'’-]{{2,19}})"
    "(?=[ ]?(?:\n|$))",
    re.IGNORECASE,
)
_SIGNED: Final = frozenset(("regards", "best", "cheers", "sincerely", "yours", "best regards", "kind regards"))
_BRANDS: Final = re.compile(
    "hong kong|mary kay|calvin klein|ralph lauren|tommy hilfiger|hugo boss|marc jacobs|michael kors|jack daniel"
    "|charles "
    "schwab|louis vuitton|ben & jerry|dr\\.? martens|john wick|lara croft|ada wong|jill valentine|chris redfield"
    "|leon kennedy"
    "|michael jordan|kate spade|tom ford|paul smith|stella mccartney|victoria'?s secret|tory burch|steve madden"
    "|jimmy choo|alexander mcqueen|vera wang|giorgio armani|peter pan|harry potter|tom clancy|sid meier|sam fisher"
    "|nathan drake|arthur morgan|john marston|max payne|alan wake|mary jane|johnnie walker|jim beam|captain morgan"
    "|james bond|bruce wayne|tony hawk|jack jones|charlie brown|will smith|jean paul|ted baker|fred perry|mark "
    "levinson",
    re.IGNORECASE,
)
OF_NO_PERSON: Final = re.compile(
    "(?:公司|店铺?|品牌|牌子|游戏里?|角色|昵称|网名|猫|狗|宠物|项目|[Qq微]群|战队|公会|帮会|in-?game|nick|user|display|screen"
    "|character|pet|dog|cat|guild|clan|company|brand|shop|store|project)(?:[ -]|的|名)*$",
    re.IGNORECASE,
)
"""What stands before a word for a name where it is the name of no person."""
_WELL_KNOWN: Final = frozenset(sections("well_known_latin")["names"])
_PLACES: Final = frozenset(
    (
        "square beach airport river station park street avenue road harbour harbor market center centre bridge bay "
        "county city heights hills island islands university college hospital hotel mall tower texas garden gardens "
        "lake mountain valley springs village town plaza court lane falls creek point port airlines bank store shop "
        "school church museum theatre theater stadium arena library cathedral palace castle house"
    ).split()
)
_MORE: Final = re.compile(f"[ ]({_PART})")
_GOODS: Final = re.compile(
    "(?:'s)?[ ]?(?:gift|voucher|skin|pack|card|coupon|store|outfit|bundle|whisk|jeans|bag|perfume|shoes|game|album"
    "|movie|film|concert|tour|edition|collection|series|character|hero|champion|shirt|song|book|dlc|show|ticket|fan"
    "|universe|jersey|costume|suit|poster|biography|novel|day|season|bridge|trilogy|figure|card|tour|merch"
    "|cosplay|whiskey|version|style|mode|server|map)",
    re.IGNORECASE,
)
_UNKNOWN_FIRST: Final = re.compile(
    "(?:^|[\\n,.:;/|，。：、]|(?<![A-Za-z])(?:by|from|to|with|for|contact|customer|client|user|agent|named|called"
    "|is|was|Mr|Mrs|Ms|Dr|and|ask|tell|hi|hello|dear|thanks|I'm|am)\\.?)[ ]?([A-Z][a-zÀ-ɏ'’-]{2,14})(?: [A-Z]\\.?)? "
    "[A-Z][a-z'’A-Z-]{2,14}$"
)
_TITLED_PAIR: Final = re.compile("([A-Z](?<![A-Za-z0-9@._/-][A-Z])[a-z]{2,10})(?= [A-Z][a-z])")
_ACCENTED: Final = re.compile(f"[À-ÖØ-ÞĀ-Ž](?<![{LETTER}0-9@._/-][À-ÖØ-ÞĀ-Ž])[{LETTER}'’-]{{1,19}}(?= [{LETTER}])")
_WORD_BEFORE: Final = re.compile("(?<![A-Za-z0-9@._/])(?<![A-Za-z0-9]-)[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]{1,19}$")
_SECOND: Final = re.compile(
    f"(?:[ ](?:[A-Z]\\.?|[a-z]\\.))?[ ]({_PART})(?:[- ]({_PART}))?(?![A-Za-z0-9@_]|\\.[A-Za-z])"
)
_BEFORE: Final = re.compile(f"(?<![A-Za-z0-9@._/-])({_PART}),?[ ]$")
_REACH: Final = 24
_INITIAL: Final = 2
_LISTED: Final = re.compile("[A-Z][a-z]{1,14} $")
_INITIAL_BEHIND: Final = re.compile("[ ][A-Z](?:\\.|(?![A-Za-z]))")
_LEADS: Final = re.compile(
    "(?<![A-Za-z])(?:for|is|by|to|from|of|under|named?|called|with|hi|hello|dear|am|I'm|me|mr|mrs|ms|dr)[.:]? $",
    re.IGNORECASE,
)
_HERE: Final = re.compile(
    "(?:^|[\n,.!?][ ]?)([a-z'-]{2,14}) (?:[a-z]\\. )?([a-z'-]{2,14})(?: ([a-z'-]{2,14}))?(?= (?:here|speaking"
    "|again)(?![a-z]))"
)


def latin(text: Text) -> Iterator[Found]:
    """Names behind a word for them first, then common ones without one."""
    plain = text.plain
    yield from _romanised_or_labelled(text)
    yield from _signed(plain)
    yield from _of_fathers(plain)
    for end in text.places("_FIRST"):
        word = _WORD_BEFORE.search(plain, max(0, end - _REACH), end)
        if word and (found := _common(plain, word.start(), end)):
            yield found
    for end in text.places("_LAST"):
        pair = _UNKNOWN_FIRST.search(plain, max(0, end - 2 * _REACH), end)
        if (
            pair
            and pair[1].lower() not in ENGLISH
            and not brand(plain[pair.start(1) : end])
            and not _GOODS.match(plain, end)
        ):
            yield _found(plain, pair.start(1), end, 64)
    for word in _ACCENTED.finditer(plain) if not plain.isascii() else ():
        if is_first(word[0]) and (found := _common(plain, word.start(), word.end())):
            yield found
    for word in _TITLED_PAIR.finditer(plain):
        if is_first(word[1]) and word[1].lower() in AMBIGUOUS and (found := _common(plain, word.start(1), word.end(1))):
            yield found


def _of_fathers(plain: str) -> Iterator[Found]:
    for match in _WITH_FATHER.finditer(plain) if _A_FATHER.search(plain) else ():
        titled = match[3][0].isupper()
        start, own = match.end(1), match[1].split(" ")
        for word in reversed(own):
            if is_word(word) or word[0].isupper() != titled:
                break
            start = match.start(1) + match[1].rindex(word, 0, start - match.start(1))
        its = match[3].split(" ")
        if start == match.end(1) or all(map(is_word, its)):
            continue
        both = len(its) > 1 and not is_word(its[1]) and its[1][0].isupper() == titled
        yield _found(plain, start, match.end(3) if both else match.start(3) + len(its[0]), 82)


def _signed(plain: str) -> Iterator[Found]:
    """Who says "here" behind the own name, and a first name alone in the line below a closing."""
    for match in _HERE.finditer(plain) if any(said in plain for said in (" here", " speaking", " again")) else ():
        parts = [part for part in match.groups() if part]
        if romanised.surely(*parts) or (is_first(parts[0]) and is_last(parts[-1])):
            yield _found(plain, match.start(1), match.end(len(parts)), 68)
    for match in _SIGNED_BY.finditer(plain) if "\n" in plain else ():
        if clear_first(match[1]):
            yield _found(plain, match.start(1), match.end(1), 68)


def _romanised_or_labelled(text: Text) -> Iterator[Found]:
    plain = text.plain
    for start, end in romanised.names(plain):
        if not _GOODS.match(plain, end) and not _BRANDS.match(plain, start):
            yield _found(plain, start, end, 70)
    for label in text.labels.of("PERSON", "ACCOUNT"):
        name = _romanised(plain, label) or _labelled(plain, label) or _initialled(plain, label)
        if name:
            yield name


def _romanised(plain: str, label: Label) -> Found | None:
    """A Chinese name in Latin letters behind a word for one: 收款人Min Li, "holder he shuo"."""
    match = _ROMANISED.match(plain, _behind(plain, label))
    if not match or (match.start() == label.end and plain[label.end - 1].isalnum() and plain[label.end - 1].isascii()):
        return None
    parts = [part for part in match.groups() if part]
    for its in (parts[:3], parts[:2]):
        cased = all(part[0].isupper() for part in its)
        if romanised.a_name(*its) if cased else romanised.surely(*its):
            return _found(plain, match.start(), match.end(len(its)), 80)
    return None


def _behind(plain: str, label: Label) -> int:
    gap = _GAP.match(plain, label.end)
    return gap.end() if gap else label.end


def _labelled(plain: str, label: Label) -> Found | None:  # noqa: C901, PLR0911 - one case a line
    start = _behind(plain, label)
    match = _NAME.match(plain, start)
    word = plain[label.start : label.end].lower()
    things = "name" in word and OF_NO_PERSON.search(plain, max(0, label.start - 10), label.start)
    if (
        not match
        or things
        or (start == label.end and plain[label.end - 1].isascii() and plain[label.end - 1].isalnum())
    ):
        return None
    first, second, third = match[1], match[3], match[4]
    low = first.lower()
    if low.endswith(("'s", "’s")):
        return None
    weak = word in _WEAK or label.family == "ACCOUNT"
    if low in ENGLISH and not (first[:1].isupper() and (is_first(low) or word in _ONE_NAME)):
        return None
    end, titled = match.end(1), first[:1].isupper()
    if (
        second is not None
        and second.lower() not in ENGLISH
        and (second[:1].isupper() == titled or is_first(low) or second.lower() in PARTICLES)
    ):
        end = match.end(3)
        if (
            third is not None
            and third.lower() not in ENGLISH
            and (
                (titled and (third[:1].isupper() or second.lower() in PARTICLES))
                or is_last(third)
                or third.lower() in PARTICLES
            )
        ):
            end = match.end(4)
            more = _MORE.match(plain, end)
            if (
                more
                and ({second.lower(), third.lower()} & PARTICLES or is_last(more[1]))
                and more[1].lower() not in ENGLISH
            ):
                end = more.end()
    whole = end > match.end(1)
    known = is_first(low) or is_last(low) or (whole and second is not None and (is_last(second) or is_first(second)))
    if word in _ONE_NAME and titled and low not in _NO_ONE_NAME:
        return _found(plain, match.start(), match.end(1) if match[3] and not is_first(low) else end, 76)
    told = second is not None and not is_word(low) and not is_word(second)
    if not _enough(word, weak=weak, whole=whole, known=known, titled=titled, told=told):
        return None
    if word == "this is" and not (known or (whole and second and not is_word(second) and _ONLY_SELF.match(plain, end))):
        return None
    between = plain[label.end : start]
    if word in _SIGNED and "\n" not in between and "," not in between:
        return None
    if _BRANDS.match(plain, match.start()) or _GOODS.match(plain, end):
        return None
    return _found(plain, match.start(), end, 86 if known and not weak else 74)


def _initialled(plain: str, label: Label) -> Found | None:
    """A surname behind initials: "name on the card: M. Fernandez"."""
    initials = _INITIALS.match(plain, _behind(plain, label))
    if initials is None or plain[label.start : label.end].lower() in _WEAK:
        return None
    return _found(plain, initials.start(), initials.end(), 74)


def _enough(word: str, *, weak: bool, whole: bool, known: bool, titled: bool, told: bool) -> bool:
    """Tell whether this is enough of a name behind such a word."""
    if weak:
        return whole and (known or (titled and (word in _MYSELF or (told and word in _KIN))))
    if word in {"mr", "mrs", "ms", "dr"}:
        return titled and whole
    return (
        (known and (titled or whole))
        or (whole and (titled or not word.isascii()))
        or (titled and word.endswith(("name is", "holder", "cardholder")))
    )


def _common(plain: str, start: int, end: int) -> Found | None:
    """A common first name with a common last name behind it, or before it."""
    first, titled = plain[start:end].lower(), plain[start].isupper()
    match = _SECOND.match(plain, end)
    if match and (stop := _paired(plain, start, first, match, titled=titled)):
        return None if _GOODS.match(plain, stop) else _found(plain, start, stop, 72)
    before = _BEFORE.search(plain, max(0, start - _REACH), start)
    turned = before is not None and (before[0].endswith(", ") or (before[1].isupper() and len(before[1]) > _INITIAL))
    if before and turned and titled and before[1][:1].isupper() and is_last(before[1]) and not is_word(before[1]):
        if before[0].endswith(", ") and _LISTED.search(plain, max(0, before.start(1) - _REACH), before.start(1)):
            return None  # a list of names
        initial = _INITIAL_BEHIND.match(plain, end)
        return _found(plain, before.start(1), initial.end() if initial else end, 70)
    return None


def _paired(plain: str, start: int, first: str, match: re.Match[str], *, titled: bool) -> int:
    """Where a first name with this behind it ends, or 0."""
    second = match[1].lower()
    if (is_word(second) and not is_last(second)) or _a_place(first, second) or brand(f"{first} {second}"):
        return 0
    if match[2] and match[2].lower() in _PLACES:
        return 0
    both_titled = titled and match[1][:1].isupper()
    if _BRANDS.match(plain, start) or (first in AMBIGUOUS and not both_titled):
        return 0
    half = (
        both_titled
        and len(second) > 3
        and not match[1].isupper()
        and (_starts(plain, start) or is_first(second) or (clear_first(first) and not is_word(second)))
    )
    if (not is_last(second) or titled != match[1][:1].isupper()) and not half:
        return 0
    third = match[2]
    return match.end(2) if third and third[:1].isupper() and (is_last(third) or is_first(third)) else match.end(1)


def _starts(plain: str, place: int) -> bool:
    """Tell whether a line begins here, or what stands before ends a phrase or leads to a person."""
    return (
        _LEADS.search(plain, max(0, place - 10), place) is not None
        or place == 0
        or plain[max(0, place - 2) : place].rstrip(" ")[-1:]
        in {
            "\n",
            "",
            ",",
            "，",
            "。",
            "/",
            "、",
            ";",
            ":",
        }
    )


def brand(name: str) -> bool:
    """Tell whether this is a firm's name, or somebody's whom everybody knows."""
    low = name.lower().removesuffix("'s").removesuffix("’s")
    return low in _WELL_KNOWN or _BRANDS.match(low) is not None


def _a_place(first: str, second: str) -> bool:
    """Tell whether the second word makes a place of both; Park is a last name behind a first name."""
    return second in _PLACES and not (second == "park" and clear_first(first))


def _found(plain: str, start: int, end: int, sure: int) -> Found:
    if plain[end - 2 : end] in {"'s", "’s"}:
        end -= 2
    return Found(start, end, sure, f"{plain[start]}***")
