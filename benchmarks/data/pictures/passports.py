"""Passports' data pages and visas, with machine-readable lines whose check digits are right."""

from __future__ import annotations

import random

from benchmarks.data.pictures import digits, marks, people
from benchmarks.data.pictures.portrait import paste_portrait
from benchmarks.data.pictures.sheet import Colour, Sheet

_PASSPORT = {
    "USA": (
        "UNITED STATES OF AMERICA",
        "PASSPORT / PASSEPORT / PASAPORTE",
        "Surname / Nom / Apellidos|Given Names / Prénoms",
    ),
    "GBR": (
        "UNITED KINGDOM OF GREAT BRITAIN AND NORTHERN IRELAND",
        "PASSPORT / PASSEPORT",
        "Surname/Nom|Given names/Prénoms",
    ),
    "DEU": (
        "BUNDESREPUBLIK DEUTSCHLAND",
        "REISEPASS / PASSPORT / PASSEPORT",
        "Name/Surname/Nom|Vornamen/Given names/Prénoms",
    ),
    "FRA": ("RÉPUBLIQUE FRANÇAISE", "PASSEPORT / PASSPORT", "Nom/Surname|Prénoms/Given names"),
    "ITA": ("REPUBBLICA ITALIANA", "PASSAPORTO / PASSPORT", "Cognome/Surname|Nome/Given names"),
    "ESP": ("ESPAÑA", "PASAPORTE / PASSPORT", "Apellidos/Surname|Nombre/Given names"),
    "POL": ("RZECZPOSPOLITA POLSKA", "PASZPORT / PASSPORT", "Nazwisko/Surname|Imiona/Given names"),
    "NLD": ("KONINKRIJK DER NEDERLANDEN", "PASPOORT / PASSPORT", "Naam/Surname|Voornamen/Given names"),
    "ROU": ("ROMÂNIA", "PAȘAPORT / PASSPORT", "Nume/Surname|Prenume/Given names"),
    "JPN": ("日本国 JAPAN", "旅券 PASSPORT", "姓/Surname|名/Given name"),
    "KOR": ("대한민국 REPUBLIC OF KOREA", "여권 PASSPORT", "성/Surname|이름/Given names"),
    "RUS": ("РОССИЙСКАЯ ФЕДЕРАЦИЯ / RUSSIAN FEDERATION", "ПАСПОРТ / PASSPORT", "Фамилия/Surname|Имя/Given names"),
    "UKR": ("УКРАЇНА / UKRAINE", "ПАСПОРТ / PASSPORT", "Прізвище/Surname|Ім'я/Given names"),
    "IND": ("REPUBLIC OF INDIA", "PASSPORT", "Surname|Given Name(s)"),
    "VNM": ("SOCIALIST REPUBLIC OF VIET NAM", "HỘ CHIẾU / PASSPORT", "Họ và tên / Surname|Tên / Given names"),
    "PHL": ("REPUBLIKA NG PILIPINAS", "PASAPORTE / PASSPORT", "Apelyido/Surname|Pangalan/Given names"),
    "NGA": ("FEDERAL REPUBLIC OF NIGERIA", "PASSPORT / PASSEPORT", "Surname/Nom|Given names/Prénoms"),
    "BRA": ("REPÚBLICA FEDERATIVA DO BRASIL", "PASSAPORTE / PASSPORT", "Sobrenome/Surname|Nome/Given names"),
}
_GROUNDS: tuple[tuple[Colour, Colour], ...] = (
    ((232, 224, 236), (220, 234, 240)),
    ((240, 232, 216), (224, 236, 226)),
    ((238, 222, 222), (226, 230, 242)),
    ((222, 236, 232), (242, 240, 228)),
)


def _page(rng: random.Random, pixels: int) -> Sheet:
    sheet = Sheet(rng, (1250, 880), pixels, stance="paper", corner=24)
    left, right = rng.choice(_GROUNDS)
    marks.wash(sheet, left, right)
    marks.fine_lines(sheet, (left[0] - 16, left[1] - 12, left[2] - 14), 36)
    return sheet


def passport_cn(rng: random.Random, pixels: int) -> Sheet:
    """The data page of a Chinese passport."""
    sheet = _page(rng, pixels)
    who = people.chinese(rng)
    number = "E" + rng.choice((people.some_digits(rng, 8), rng.choice("ABCDEFGHJK") + people.some_digits(rng, 7)))
    start = people.day(rng, 2015, 2024)
    end = people.later(start, 10)
    sheet.text((60, 66), "护照", 40, face="bold", fill=(120, 40, 50))
    sheet.text((160, 66), "PASSPORT", 26, face="latinbold", fill=(120, 40, 50))
    sheet.text((625, 60), "中华人民共和国 PEOPLE'S REPUBLIC OF CHINA", 24, face="bold", anchor="ms")
    paste_portrait(sheet, (60, 160, 390, 590), who.tone, who.sex)
    labels = [(440, 112, "类型/Type"), (620, 112, "国家码/Country Code"), (900, 112, "护照号/Passport No.")]
    labels += [
        (440, 196, "姓名/Name"),
        (440, 330, "性别/Sex"),
        (620, 330, "国籍/Nationality"),
        (900, 330, "出生日期/Date of birth"),
    ]
    labels += [(440, 414, "出生地点/Place of birth"), (900, 414, "签发日期/Date of issue")]
    labels += [(440, 498, "签发地点/Place of issue"), (900, 498, "有效期至/Date of expiry")]
    labels += [(440, 582, "签发机关/Authority"), (900, 582, "持照人签名/Bearer's signature")]
    sheet.labels(labels, 17, (120, 80, 100))
    upper = f"{who.surname}, {who.given}"
    region = rng.choice(people.REGIONS)
    rows = [(440, 144, "P", ""), (620, 144, "CHN", ""), (900, 146, number, "number"), (440, 236, who.native, "name")]
    rows += [
        (440, 278, upper, "name"),
        (440, 364, f"{people.sex_zh(who)}/{who.sex}", ""),
        (620, 364, "中国/CHINESE", ""),
    ]
    rows += [(900, 364, f"{who.birth:%d %b %Y}".upper(), "birth"), (440, 448, f"{region[2]}/{region[3]}", "")]
    rows += [(900, 448, f"{start:%d %b %Y}".upper(), ""), (440, 532, f"{region[2]}/{region[3]}", "")]
    rows += [(900, 532, f"{end:%d %b %Y}".upper(), "expiry"), (440, 614, "国家移民管理局", "")]
    sheet.values(rows, 28)
    sheet.text((440, 642), "NATIONAL IMMIGRATION ADMINISTRATION, PRC", 16, face="latin")
    sheet.text((900, 636), who.native, 34, face="serif", fill=(60, 60, 110))
    sheet.mrz(digits.td3("PO", number, who, end, "MA" + people.some_letters(rng, 5)), (50, 700, 1200, 850))
    sheet.specimen((1220, 674))
    return sheet


def _face(nation: str) -> str:
    return {"JPN": "japanese", "KOR": "korean"}.get(nation, "latin")


def passport_foreign(rng: random.Random, pixels: int) -> Sheet:
    """The data page of a passport of some other country."""
    nation = rng.choice(tuple(_PASSPORT))
    sheet = _page(rng, pixels)
    sheet.detail = nation
    sheet.face = _face(nation)
    who = people.foreign(rng, nation)
    country, title, names = _PASSPORT[nation]
    number = rng.choice(("", people.some_letters(rng, 1), people.some_letters(rng, 2)))
    number += people.some_digits(rng, 9 - len(number))
    start = people.day(rng, 2015, 2024)
    end = people.later(start, rng.choice((5, 10)))
    size = min(28.0, 28 * 700 / sheet.length(country, 28))
    sheet.text((625, 56), country, size, anchor="ms")
    sheet.text((60, 108), title, 22, fill=(110, 40, 60))
    marks.crest(sheet, (1150, 320), 110, (214, 206, 216))
    paste_portrait(sheet, (60, 150, 390, 590), who.tone, who.sex, grey=rng.random() < 0.2)
    first, second = names.split("|")
    labels = [(440, 122, "Type"), (580, 122, "Code"), (860, 122, "Passport No."), (440, 204, first), (440, 286, second)]
    labels += [(440, 368, "Nationality / Nationalité"), (860, 368, "Date of birth / Date de naissance")]
    labels += [
        (440, 450, "Sex / Sexe"),
        (580, 450, "Place of birth"),
        (440, 532, "Date of issue"),
        (860, 532, "Date of expiry"),
    ]
    labels += [(440, 614, "Authority")]
    sheet.labels(labels, 16, (90, 90, 130))
    rows = [(440, 156, "P", ""), (580, 156, nation, ""), (860, 158, number, "number")]
    rows += [(440, 240, who.surname.upper(), "name"), (440, 322, who.given.upper(), "name")]
    rows += [
        (440, 404, country.rsplit("/", maxsplit=1)[-1].strip()[:24], ""),
        (860, 404, f"{who.birth:%d %b %Y}".upper(), "birth"),
    ]
    rows += [(440, 486, who.sex, ""), (580, 486, who.place, ""), (440, 568, f"{start:%d %b %Y}".upper(), "")]
    rows += [(860, 568, f"{end:%d %b %Y}".upper(), "expiry"), (440, 650, "PASSPORT OFFICE", "")]
    sheet.values(rows, 26)
    sheet.mrz(digits.td3(rng.choice(("P", "P", "PP")), number, who, end), (50, 700, 1200, 850))
    sheet.specimen((1220, 674))
    return sheet


def _us_visa(sheet: Sheet, who: people.Person, number: str) -> str:
    rng = sheet.rng
    sheet.text((60, 66), "VISA", 46, face="latinserifbold", fill=(60, 80, 130))
    sheet.text((240, 62), "UNITED STATES OF AMERICA", 34, face="latinserif", fill=(60, 80, 130))
    start = people.day(rng, 2018, 2024)
    passport = people.some_letters(rng, 1) + people.some_digits(rng, 8)
    labels = [
        (370, 110, "Issuing Post Name"),
        (820, 110, "Control Number"),
        (370, 190, "Surname"),
        (370, 270, "Given Name"),
    ]
    labels += [
        (820, 270, "Visa Type /Class"),
        (370, 350, "Passport Number"),
        (690, 350, "Sex"),
        (820, 350, "Birth Date"),
    ]
    labels += [
        (1040, 350, "Nationality"),
        (370, 430, "Entries"),
        (540, 430, "Issue Date"),
        (820, 430, "Expiration Date"),
    ]
    labels += [(370, 510, "Annotation")]
    sheet.labels(labels, 16, (90, 90, 120), "latin")
    rows = [(370, 144, rng.choice(("GUANGZHOU", "SHANGHAI", "BEIJING", "SINGAPORE")), "")]
    rows += [(820, 144, people.some_digits(rng, 14), "number"), (370, 224, who.surname.upper(), "name")]
    rows += [(370, 304, who.given.upper(), "name"), (820, 304, rng.choice(("R  B1/B2", "R  F1", "R  J1")), "")]
    rows += [
        (370, 384, passport, "number"),
        (690, 384, who.sex, ""),
        (820, 384, f"{who.birth:%d%b%Y}".upper(), "birth"),
    ]
    rows += [(1040, 384, who.nation, ""), (370, 464, "M", ""), (540, 464, f"{start:%d%b%Y}".upper(), "")]
    rows += [(820, 464, f"{people.later(start, 10):%d%b%Y}".upper(), "expiry")]
    sheet.values(rows, 27, "latinmono")
    sheet.text((1190, 560), number, 34, face="latinmono", fill=(190, 40, 40), anchor="rs", kind="number")
    return "USA"


def _plain_visa(sheet: Sheet, who: people.Person, number: str) -> str:
    rng = sheet.rng
    china = rng.random() < 0.55
    start = people.day(rng, 2019, 2024)
    if china:
        sheet.text((60, 70), "中华人民共和国签证", 44, face="bold", fill=(130, 50, 60))
        sheet.text((520, 66), "CHINESE VISA", 34, face="latinserifbold", fill=(130, 50, 60))
        names = ["类别 CATEGORY", "入境次数 ENTRIES", "入境前有效 ENTER BEFORE", "停留期 DURATION OF EACH STAY"]
        names += [
            "签发日期 ISSUE DATE",
            "签发地点 ISSUED AT",
            "姓名 FULL NAME",
            "出生日期 BIRTH DATE",
            "护照号码 PASSPORT NO.",
        ]
    else:
        where = rng.choice(("DEUTSCHLAND", "FRANCE", "ITALIA", "ESPAÑA", "NEDERLAND"))
        sheet.text((60, 70), "VISUM / VISA", 42, face="latinserifbold", fill=(60, 110, 90))
        sheet.text((520, 66), where, 32, face="latinserifbold", fill=(60, 110, 90))
        names = ["TYPE OF VISA / TYPE DE VISA", "NUMBER OF ENTRIES", "UNTIL / AU", "DURATION OF STAY / DURÉE"]
        names += ["FROM / DU", "ISSUED IN / DÉLIVRÉ À", "SURNAME, NAME / NOM", "DATE OF BIRTH", "NUMBER OF PASSPORT"]
    end = people.later(start, rng.choice((1, 10)))
    values = [
        rng.choice("LMQZX") if china else "C",
        rng.choice(("1", "2", "多次 MULT" if china else "MULT")),
        f"{end:%d %b %Y}".upper(),
    ]
    values += [
        rng.choice(("030 DAYS", "060 DAYS", "90 DAYS")),
        f"{start:%d %b %Y}".upper(),
        rng.choice(("LONDON", "PEKIN", "LAGOS")),
    ]
    values += [f"{who.surname} {who.given}".upper(), f"{who.birth:%d %b %Y}".upper()]
    values += [people.some_letters(rng, 1) + people.some_digits(rng, 8)]
    kinds = ["", "", "expiry", "", "", "", "name", "birth", "number"]
    for place, (label, value, kind) in enumerate(zip(names, values, kinds, strict=True)):
        x, y = (370 if place % 2 == 0 else 800), 130 + place // 2 * 92
        sheet.text((x, y), label, 17, fill=(110, 90, 110))
        sheet.text((x, y + 36), value, 26, kind=kind)
    sheet.text((1190, 70), number, 30, face="latinbold", fill=(190, 40, 40), anchor="rs", kind="number")
    return "CHN" if china else "D"


def visa(rng: random.Random, pixels: int) -> Sheet:
    """A visa sticker: Chinese, American or Schengen."""
    sheet = Sheet(rng, (1250, 820), pixels, stance="paper", corner=6)
    left, right = rng.choice(_GROUNDS)
    marks.wash(sheet, left, right)
    marks.fine_lines(sheet, (left[0] - 18, left[1] - 12, left[2] - 16), 34)
    who = people.chinese(rng) if rng.random() < 0.4 else people.foreign(rng)
    number = rng.choice((people.some_digits(rng, 8), people.some_letters(rng, 1) + people.some_digits(rng, 7)))
    american = rng.random() < 0.4
    issuer = _us_visa(sheet, who, number) if american else _plain_visa(sheet, who, number)
    sheet.detail = issuer
    paste_portrait(sheet, (60, 130, 330, 490), who.tone, who.sex, grey=issuer == "D")
    sheet.mrz(digits.visa(issuer, number, who, people.day(rng, 2025, 2033)), (50, 650, 1200, 790))
    sheet.specimen((330, 530), 14)
    return sheet
