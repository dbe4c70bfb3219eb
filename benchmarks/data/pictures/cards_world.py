"""Cards from Hong Kong, Macau, the United States and the United Kingdom."""

from __future__ import annotations

import random

from benchmarks.data.pictures import digits, marks, people
from benchmarks.data.pictures.portrait import paste_portrait
from benchmarks.data.pictures.sheet import Colour, Sheet

_STATES = ("CALIFORNIA", "TEXAS", "NEW YORK", "FLORIDA", "WASHINGTON", "ILLINOIS", "OHIO", "NEVADA")


def _card(rng: random.Random, pixels: int, left: Colour, right: Colour) -> Sheet:
    sheet = Sheet(rng, (856, 540), pixels, stance="card", corner=30)
    marks.wash(sheet, left, right)
    marks.fine_lines(sheet, (left[0] - 16, left[1] - 12, left[2] - 12), 26)
    return sheet


def hk_id_card(rng: random.Random, pixels: int) -> Sheet:
    """Hong Kong (permanent) identity card."""
    sheet = _card(rng, pixels, (216, 232, 236), (244, 230, 222))
    sheet.face = "trad"
    who = people.chinese(rng, traditional=True, nation="HKG")
    permanent = rng.random() < 0.8
    sheet.text((428, 56), "香港永久性居民身份證" if permanent else "香港居民身份證", 36, face="tradbold", anchor="ms")
    english = "HONG KONG PERMANENT IDENTITY CARD" if permanent else "HONG KONG IDENTITY CARD"
    sheet.text((428, 88), english, 22, face="latinbold", anchor="ms")
    marks.flower(sheet, (760, 250), 70, (226, 214, 214))
    paste_portrait(sheet, (44, 176, 284, 490), who.tone, who.sex)
    sheet.text((310, 142), who.native, 40, kind="name")
    sheet.text((310, 180), f"{who.surname.title()}, {who.given.title()}", 25, face="latin", kind="name")
    codes = "  ".join(f"{rng.randrange(1, 9999):04d}" for _ in who.native)
    sheet.text((310, 218), codes, 22, face="latin")
    sheet.text((310, 262), "出生日期 Date of Birth", 19)
    sheet.text((310, 296), f"{who.birth:%d-%m-%Y}", 28, face="latin", kind="birth")
    sheet.text((540, 296), ("男 M" if who.sex == "M" else "女 F"), 26)
    sheet.text((310, 334), "***AZ" if permanent else "C", 24, face="latin")
    issued = people.day(rng, 2018, 2024)
    sheet.text((310, 372), "簽發日期 Date of Issue", 19)
    sheet.text((310, 402), f"({rng.randrange(1, 12):02d}-{rng.randrange(85, 99)})", 22, face="latin")
    sheet.text((310, 436), f"{issued:%d-%m-%y}", 26, face="latin")
    letter, body = rng.choice("ABCDEGHKMPRYZ"), people.some_digits(rng, 6)
    sheet.text(
        (812, 490), f"{letter}{body}({digits.hk_id(letter, body)})", 40, face="latin", anchor="rs", kind="number"
    )
    marks.chip(sheet, (60, 84), 92)
    sheet.specimen((836, 528))
    return sheet


def macau_id_card(rng: random.Random, pixels: int) -> Sheet:
    """Macau (permanent) resident's identity card."""
    sheet = _card(rng, pixels, (214, 236, 226), (238, 240, 222))
    sheet.face = "trad"
    who = people.chinese(rng, traditional=True, nation="MAC")
    permanent = rng.random() < 0.7
    sheet.text((428, 44), "澳門特別行政區  REGIÃO ADMINISTRATIVA ESPECIAL DE MACAU", 19, anchor="ms")
    sheet.text((428, 84), "永久性居民身份證" if permanent else "非永久性居民身份證", 34, face="tradbold", anchor="ms")
    kind = "PERMANENTE" if permanent else "NÃO PERMANENTE"
    sheet.text((428, 110), f"BILHETE DE IDENTIDADE DE RESIDENTE {kind}", 18, face="latin", anchor="ms")
    marks.flower(sheet, (760, 320), 70, (206, 226, 206))
    paste_portrait(sheet, (44, 150, 272, 446), who.tone, who.sex)
    labels = [(300, 156, "姓 APELIDO"), (300, 238, "名 NOME"), (300, 320, "出生日期 DATA DE NASCIMENTO")]
    labels += [(610, 320, "性別 SEXO"), (300, 392, "發證日期 DATA DE EMISSÃO"), (300, 462, "有效期至 VALIDADE")]
    sheet.labels(labels, 17, (70, 110, 90))
    given = who.native[len(who.native) - max(1, len(who.native) - 1) :]
    rows = [(300, 190, who.native[: len(who.native) - len(given)], "name"), (400, 190, who.surname, "name")]
    rows += [(300, 272, given, "name"), (400, 272, who.given, "name"), (300, 352, f"{who.birth:%d-%m-%Y}", "birth")]
    issued = people.day(rng, 2014, 2024)
    rows += [(610, 352, who.sex, ""), (300, 424, f"{issued:%d-%m-%Y}", "")]
    rows += [(300, 496, f"{people.later(issued, 10):%d-%m-%Y}", "expiry")]
    sheet.values(rows, 27)
    number = f"{rng.choice('157')}{people.some_digits(rng, 6)}({rng.randrange(10)})"
    sheet.text((812, 500), number, 36, face="latin", anchor="rs", kind="number")
    sheet.specimen((836, 528))
    return sheet


def us_driver_license(rng: random.Random, pixels: int) -> Sheet:
    """Driver licence of a state, mostly the front."""
    sheet = _card(rng, pixels, *rng.choice((((216, 230, 244), (246, 232, 222)), ((226, 240, 230), (236, 232, 246)))))
    sheet.face = "latin"
    who, state = people.foreign(rng, "USA"), rng.choice(_STATES)
    sheet.detail = state.title()
    if rng.random() < 0.25:
        sheet.detail += " back"
        marks.stacked_bars(sheet, (70, 60, 786, 260))
        marks.bars(sheet, (70, 300, 500, 350), people.some_digits(rng, 14), "barcode")
        sheet.block(
            (70, 410),
            "CLASS: C - Single vehicles under 26,001 lbs. ENDORSEMENTS: NONE. RESTRICTIONS: Corrective lenses.",
            19,
            700,
        )
        sheet.specimen()
        return sheet
    sheet.text((40, 64), state, 46, face="latinbold", fill=(40, 60, 130))
    sheet.text((816, 44), "USA", 24, face="latinbold", anchor="rs", fill=(40, 60, 130))
    sheet.text((816, 76), rng.choice(("DRIVER LICENSE", "DRIVER'S LICENSE")), 26, face="latinbold", anchor="rs")
    sheet.box((0, 88, 856, 94), (40, 60, 130))
    paste_portrait(sheet, (36, 112, 276, 432), who.tone, who.sex, ground=(220, 230, 240))
    number = people.some_letters(rng, 1) + people.some_digits(rng, 7)
    start = people.day(rng, 2018, 2024)
    end = people.later(start, rng.choice((4, 5, 8)))
    rows = [
        ("4d DL ", number, "number"),
        ("4b EXP", f"{end:%m/%d/%Y}", "expiry"),
        ("1 LN  ", who.surname.upper(), "name"),
    ]
    rows += [("2 FN  ", who.given.upper(), "name"), ("3 DOB ", f"{who.birth:%m/%d/%Y}", "birth")]
    for place, (label, value, kind) in enumerate(rows):
        y = 142 + place * 42
        sheet.text((300, y), label, 18, fill=(40, 60, 130))
        sheet.text((380, y), value, 30 if place < 2 else 27, face="latinbold" if place < 2 else "", kind=kind)
    sheet.text((300, 350), "8", 16, fill=(40, 60, 130))
    sheet.block((324, 350), who.address.upper(), 22, 420, kind="address")
    sheet.labels(
        [(300, 424, f"15 SEX {who.sex}"), (420, 424, "16 HGT 5'-10\""), (620, 424, "17 WGT 160 lb")], 20, sheet.ink
    )
    sheet.labels([(300, 458, "9 CLASS C"), (470, 458, "12 RSTR NONE"), (660, 458, "18 EYES BRN")], 20, sheet.ink)
    sheet.text((300, 496), f"4a ISS {start:%m/%d/%Y}", 20)
    sheet.text((560, 496), "5 DD", 18)
    sheet.text((616, 496), people.some_digits(rng, 14), 18, kind="number")
    sheet.text((40, 486), who.full, sheet.fit(who.full, 30, 246, "latinserif"), face="latinserif", fill=(40, 40, 90))
    sheet.specimen((840, 528))
    return sheet


def us_ssn_card(rng: random.Random, pixels: int) -> Sheet:
    """Social Security card."""
    sheet = Sheet(rng, (860, 545), pixels, (238, 242, 246), stance="paper", corner=8)
    marks.fine_lines(sheet, (214, 226, 238), 34)
    sheet.face = "latin"
    who = people.foreign(rng, rng.choice(("USA", "USA", "IND", "PHL")))
    blue: Colour = (46, 74, 130)
    sheet.box((14, 14, 846, 531), outline=blue, width=6)
    sheet.text((430, 104), "SOCIAL SECURITY", 66, face="latinserifbold", fill=blue, anchor="ms")
    marks.crest(sheet, (430, 196), 66, (180, 196, 222))
    for x in (110, 750):
        sheet.box((x - 30, 130, x + 30, 380), (214, 224, 238), blue)
    sheet.text((430, 218), "THIS NUMBER HAS BEEN ESTABLISHED FOR", 19, anchor="ms", fill=blue)
    group = (rng.choice([*range(1, 666), *range(667, 900)]), rng.randrange(1, 100), rng.randrange(1, 10000))
    sheet.text(
        (430, 292), f"{group[0]:03d}-{group[1]:02d}-{group[2]:04d}", 50, face="latinbold", anchor="ms", kind="number"
    )
    sheet.text((430, 356), who.full.upper(), 32, face="latinmono", anchor="ms", kind="name")
    sheet.line((220, 460, 640, 460), blue)
    sheet.text((430, 452), who.full, 34, face="latinserif", fill=(40, 40, 90), anchor="ms")
    sheet.text((430, 486), "SIGNATURE", 16, anchor="ms", fill=blue)
    sheet.specimen((830, 520))
    return sheet


def us_green_card(rng: random.Random, pixels: int) -> Sheet:
    """Permanent resident card, front or back with its machine-readable lines."""
    sheet = _card(rng, pixels, (220, 236, 216), (240, 238, 214))
    sheet.face = "latin"
    who = people.foreign(rng)
    end = people.day(rng, 2025, 2034)
    alien, case = people.some_digits(rng, 9), rng.choice(("MSC", "SRC", "LIN", "IOE")) + people.some_digits(rng, 10)
    if rng.random() < 0.35:
        sheet.detail = "back"
        sheet.block(
            (40, 60),
            "If found, drop in any US Mailbox. USPS: Mail to USCIS. For information go to www.uscis.gov",
            18,
            500,
        )
        marks.bars(sheet, (560, 40, 816, 110), "", "barcode")
        sheet.mrz(digits.td1("C1", alien, who, end, case, issuer="USA"), (30, 330, 826, 510))
        sheet.specimen((836, 320))
        return sheet
    sheet.detail = "front"
    green: Colour = (40, 100, 70)
    sheet.text((40, 56), "UNITED STATES OF AMERICA", 36, face="latinbold", fill=green)
    sheet.text((40, 96), "PERMANENT RESIDENT", 32, face="latinserifbold", fill=green)
    marks.crest(sheet, (780, 70), 50, green)
    paste_portrait(sheet, (40, 130, 290, 470), who.tone, who.sex)
    labels = [(316, 150, "Surname"), (316, 214, "Given Name"), (316, 278, "USCIS#"), (570, 278, "Category")]
    labels += [
        (316, 342, "Country of Birth"),
        (316, 406, "Date of Birth"),
        (570, 406, "Sex"),
        (316, 468, "Card Expires:"),
    ]
    labels += [(316, 504, "Resident Since:")]
    sheet.labels(labels, 17, green)
    spaced = f"{alien[:3]}-{alien[3:6]}-{alien[6:]}"
    rows = [
        (316, 182, who.surname.upper(), "name"),
        (316, 246, who.given.upper(), "name"),
        (316, 310, spaced, "number"),
    ]
    rows += [(570, 310, rng.choice(("IR1", "E26", "F21", "DV1")), ""), (316, 374, who.place, "")]
    rows += [(316, 438, f"{who.birth:%d %b %Y}".upper(), "birth"), (570, 438, who.sex, "")]
    rows += [(470, 470, f"{end:%m/%d/%y}", "expiry"), (470, 506, f"{people.day(rng, 2008, 2022):%m/%d/%y}", "")]
    sheet.values(rows, 27)
    sheet.specimen((836, 528))
    return sheet


def uk_driver_license(rng: random.Random, pixels: int) -> Sheet:
    """Driving licence of the United Kingdom."""
    sheet = _card(rng, pixels, (238, 218, 226), (224, 230, 240))
    sheet.face = "latin"
    who = people.foreign(rng, "GBR")
    provisional = rng.random() < 0.2
    title = "PROVISIONAL DRIVING LICENCE" if provisional else "DRIVING LICENCE"
    sheet.text((160, 62), title, sheet.fit(title, 36, 660, "latinbold"), face="latinbold", fill=(120, 50, 90))
    sheet.box((36, 28, 130, 92), (40, 70, 150))
    sheet.text((83, 74), "UK", 36, face="latinbold", fill=(255, 255, 255), anchor="ms")
    paste_portrait(sheet, (36, 124, 270, 426), who.tone, who.sex, grey=True)
    start = people.day(rng, 2016, 2024)
    end = people.later(start, 10)
    initials = "".join(word[0] for word in who.given.split())[:2].ljust(2, "9")
    month = who.birth.month + (50 if who.sex == "F" else 0)
    year = f"{who.birth:%y}"
    number = f"{digits.latin(who.surname)[:5].ljust(5, '9')}{year[0]}{month:02d}{who.birth.day:02d}{year[1]}{initials}9"
    number += people.some_letters(rng, 2)
    rows = [("1.", who.surname.upper(), "name"), ("2.", who.given.upper(), "name")]
    rows += [("3.", f"{who.birth:%d.%m.%Y}  UNITED KINGDOM", "birth")]
    rows += [
        ("4a.", f"{start:%d.%m.%Y}   4c. DVLA", ""),
        ("4b.", f"{end:%d.%m.%Y}", "expiry"),
        ("5.", number, "number"),
    ]
    for place, (label, value, kind) in enumerate(rows):
        y = 136 + place * 46
        sheet.text((292, y), label, 20, fill=(120, 50, 90))
        sheet.text((344, y), value, 27, face="latinbold" if label == "5." else "", kind=kind)
    sheet.text((292, 416), "8.", 20, fill=(120, 50, 90))
    sheet.block((344, 416), who.address.upper(), 22, 460, kind="address")
    sheet.text((292, 504), "9.", 20, fill=(120, 50, 90))
    sheet.text((344, 504), rng.choice(("AM/A/B1/B/f/k/l/n/p/q", "B/BE/f/k/p/q", "AM/B/k")), 24)
    sheet.text((40, 478), who.full, sheet.fit(who.full, 27, 236, "latinserif"), face="latinserif", fill=(40, 40, 90))
    sheet.specimen((840, 528))
    return sheet
