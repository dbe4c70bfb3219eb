"""Identity cards and residence permits of European countries, with TD1 or the older TD2 lines."""

from __future__ import annotations

import random

from benchmarks.data.pictures import digits, marks, people
from benchmarks.data.pictures.portrait import paste_portrait
from benchmarks.data.pictures.sheet import Colour, Sheet

_ID = {
    "DEU": (
        "BUNDESREPUBLIK DEUTSCHLAND",
        "PERSONALAUSWEIS",
        "Name/Surname/Nom|Vornamen/Given names/Prénoms|Geburtstag|Gültig bis",
    ),
    "FRA": (
        "RÉPUBLIQUE FRANÇAISE",
        "CARTE NATIONALE D'IDENTITÉ",
        "NOM/Surname|Prénoms/Given names|DATE DE NAISS.|DATE D'EXPIR.",
    ),
    "ITA": ("REPUBBLICA ITALIANA", "CARTA DI IDENTITÀ", "COGNOME/SURNAME|NOME/NAME|NATO IL/BORN ON|SCADENZA/EXPIRY"),
    "ESP": ("REINO DE ESPAÑA", "DOCUMENTO NACIONAL DE IDENTIDAD", "APELLIDOS|NOMBRE|NACIMIENTO|VALIDEZ"),
    "POL": (
        "RZECZPOSPOLITA POLSKA",
        "DOWÓD OSOBISTY",
        "NAZWISKO/SURNAME|IMIONA/GIVEN NAMES|DATA URODZENIA|TERMIN WAŻNOŚCI",
    ),
    "NLD": (
        "KONINKRIJK DER NEDERLANDEN",
        "IDENTITEITSKAART",
        "Naam/Surname|Voornamen/Given names|Geboortedatum|Geldig tot",
    ),
}
_RESIDENCE = {
    "DEU": ("AUFENTHALTSTITEL", "BUNDESREPUBLIK DEUTSCHLAND", "D"),
    "FRA": ("TITRE DE SÉJOUR", "RÉPUBLIQUE FRANÇAISE", "FRA"),
    "ITA": ("PERMESSO DI SOGGIORNO", "ITALIA", "ITA"),
    "ESP": ("PERMISO DE RESIDENCIA", "ESPAÑA", "ESP"),
    "POL": ("KARTA POBYTU", "RZECZPOSPOLITA POLSKA", "POL"),
    "GBR": ("RESIDENCE PERMIT", "UNITED KINGDOM", "GBR"),
}


def _card(rng: random.Random, pixels: int, left: Colour, right: Colour, size: tuple[int, int] = (856, 540)) -> Sheet:
    sheet = Sheet(rng, size, pixels, stance="card", corner=30)
    sheet.face = "latin"
    marks.wash(sheet, left, right)
    marks.fine_lines(sheet, (left[0] - 16, left[1] - 12, left[2] - 12), 28)
    return sheet


def _back(sheet: Sheet, who: people.Person, rows: list[tuple[str, str, str]], lines: list[str]) -> Sheet:
    for place, (label, value, kind) in enumerate(rows):
        y = 50 + place * 70
        sheet.text((40, y), label, 17, fill=(80, 90, 120))
        sheet.block((40, y + 30), value, 22, 480, kind=kind)
    paste_portrait(sheet, (690, 60, 800, 210), who.tone, who.sex, grey=True)
    sheet.mrz(lines, (30, 330, 826, 510))
    sheet.specimen((836, 322))
    sheet.detail += " back"
    return sheet


def _personal(rng: random.Random, who: people.Person) -> tuple[str, str]:
    """Return the document number and the personal number, each where the country has one."""
    number = people.some_letters(rng, 1, "CFGHJKLMNPRTVWXYZ") + people.some_digits(rng, 8)
    personal = ""
    if who.nation == "ESP":
        number = people.some_letters(rng, 3) + people.some_digits(rng, 6)
        body = people.some_digits(rng, 8)
        personal = body + digits.spanish(body)
    elif who.nation == "POL":
        number = people.some_letters(rng, 3) + people.some_digits(rng, 6)
        month = who.birth.month + (20 if who.birth.year >= 2000 else 0)
        body = f"{who.birth:%y}{month:02d}{who.birth:%d}{people.some_digits(rng, 4)}"
        personal = body + digits.polish(body)
    elif who.nation == "ITA":
        number = "CA" + people.some_digits(rng, 5) + people.some_letters(rng, 2)
    return number, personal


def eu_id_card(rng: random.Random, pixels: int) -> Sheet:
    """National identity card, front or back."""
    nation = rng.choice(tuple(_ID))
    sheet = _card(rng, pixels, (222, 232, 240), (240, 232, 222))
    sheet.detail = nation
    who = people.foreign(rng, nation)
    number, personal = _personal(rng, who)
    end = people.day(rng, 2025, 2034)
    country, title, names = _ID[nation]
    if rng.random() < 0.4:
        lines = [
            ("Anschrift/Address/Adresse", who.address.replace("\n", ", "), "address"),
            ("Behörde/Authority/Autorité", who.place.title(), ""),
        ]
        lines += [("Datum/Date", f"{people.day(rng, 2016, 2024):%d.%m.%Y}", "")]
        return _back(sheet, who, lines, digits.td1("I" if nation == "ITA" else "ID", number, who, end, personal))
    sheet.box((40, 28, 130, 88), (30, 60, 150))
    marks.ring_of_stars(sheet, (85, 58), 20, (250, 220, 70))
    sheet.text((150, 54), country, 22, fill=(60, 70, 110))
    sheet.text(
        (150, 88),
        title + " / IDENTITY CARD",
        sheet.fit(title + " / IDENTITY CARD", 24, 470),
        face="latinbold",
    )
    sheet.text((820, 56), number, 30, face="latinbold", anchor="rs", kind="number")
    paste_portrait(sheet, (40, 120, 288, 452), who.tone, who.sex, grey=rng.random() < 0.5)
    first, second, birth, expiry = names.split("|")
    labels = [
        (316, 142, first),
        (316, 212, second),
        (316, 282, birth),
        (580, 282, "Nationality / Sex"),
        (316, 352, "Place of birth"),
    ]
    labels += [(316, 422, expiry)]
    sheet.labels(labels, 16, (80, 90, 120))
    rows = [(316, 174, who.surname.upper(), "name"), (316, 244, who.given.upper(), "name")]
    rows += [
        (316, 314, f"{who.birth:%d.%m.%Y}", "birth"),
        (580, 314, f"{nation}  {who.sex}", ""),
        (316, 384, who.place, ""),
    ]
    rows += [(316, 454, f"{end:%d.%m.%Y}", "expiry")]
    sheet.values([(x, y, words, kind) for x, y, words, kind in rows], 26)
    if personal:
        label = "DNI" if nation == "ESP" else "PESEL"
        sheet.text((316, 508), f"{label} {personal}", 30, face="latinbold", kind="number")
    else:
        sheet.text((640, 454), str(rng.randrange(100000, 999999)), 26, face="latinbold")
    sheet.text((40, 500), who.full, sheet.fit(who.full, 26, 256, "latinserif"), face="latinserif", fill=(40, 40, 90))
    sheet.specimen((838, 530))
    return sheet


def eu_residence_permit(rng: random.Random, pixels: int) -> Sheet:
    """Residence permit in the common format, front or back."""
    issuer = rng.choice(tuple(_RESIDENCE))
    sheet = _card(rng, pixels, (240, 220, 226), (222, 230, 240))
    sheet.detail = issuer
    who = people.foreign(rng, rng.choice(("IND", "NGA", "BRA", "VNM", "UKR", "USA", "PHL")))
    if rng.random() < 0.3:
        who = people.chinese(rng)
    number = people.some_letters(rng, 2) + people.some_digits(rng, 7)
    end = people.day(rng, 2025, 2034)
    title, country, code = _RESIDENCE[issuer]
    if rng.random() < 0.35:
        rows = [
            (
                "ANMERKUNGEN / REMARKS",
                rng.choice(("ERWERBSTÄTIGKEIT GESTATTET", "WORK PERMITTED", "§ 18b AufenthG")),
                "",
            )
        ]
        rows += [
            ("GEBURTSORT / PLACE OF BIRTH", who.place, ""),
            ("ADDRESS", f"{rng.randrange(1, 99)} Ringstr. 10{rng.randrange(100, 999)}", "address"),
        ]
        return _back(sheet, who, rows, digits.td1("AR", number, who, end, issuer=code))
    sheet.text((40, 56), title, 34, face="latinbold", fill=(110, 50, 90))
    sheet.text((40, 88), "RESIDENCE PERMIT   " + country, 19, fill=(110, 50, 90))
    sheet.text((816, 60), number, 30, face="latinbold", anchor="rs", kind="number")
    marks.ring_of_stars(sheet, (760, 300), 50, (210, 190, 150))
    paste_portrait(sheet, (40, 120, 300, 470), who.tone, who.sex, grey=True)
    rows = [("NAME / SURNAME, FORENAMES", f"{who.surname.upper()}  {who.given.upper()}", "name")]
    rows += [("GESCHLECHT / SEX    STAATSANG. / NATIONALITY", f"{who.sex}      {who.nation}", "")]
    rows += [
        ("GEBURTSDATUM / DATE OF BIRTH", f"{who.birth:%d-%m-%Y}", "birth"),
        ("ART DES TITELS / TYPE OF PERMIT", title, ""),
    ]
    rows += [("KARTE GÜLTIG BIS / VALID UNTIL", f"{end:%d-%m-%Y}", "expiry")]
    for place, (label, value, kind) in enumerate(rows):
        sheet.text((326, 138 + place * 76), label, 16, fill=(110, 70, 100))
        sheet.text((326, 172 + place * 76), value, 26, kind=kind)
    sheet.specimen((838, 528))
    return sheet


def _french(sheet: Sheet) -> None:
    rng = sheet.rng
    who = people.foreign(rng, "FRA")
    department = people.some_digits(rng, 2)
    number = f"{rng.randrange(10, 20)}{rng.randrange(1, 13):02d}{department}{rng.randrange(10**6):06d}"[:12]
    sheet.text((60, 56), "RÉPUBLIQUE FRANÇAISE", 26, face="latinbold", fill=(60, 80, 130))
    end = sheet.text((60, 110), "CARTE NATIONALE D'IDENTITÉ N° : ", 24, fill=(60, 80, 130))
    sheet.text((end, 110), number, 24, kind="number")
    sheet.text((940, 110), "Nationalité Française", 20, anchor="rs", fill=(60, 80, 130))
    paste_portrait(sheet, (50, 150, 290, 460), who.tone, who.sex, grey=rng.random() < 0.5)
    rows = [("Nom :", who.surname.upper(), "name"), ("Prénom(s) :", who.given.upper(), "name"), ("Sexe :", who.sex, "")]
    rows += [
        ("Né(e) le :", f"{who.birth:%d.%m.%Y}", "birth"),
        ("à :", f"{who.place} ({department})", ""),
        ("Taille :", "1,74m", ""),
    ]
    for place, (label, value, kind) in enumerate(rows):
        sheet.text((330, 180 + place * 52), label, 21, fill=(60, 80, 130))
        sheet.text((480, 180 + place * 52), value, 27, kind=kind)
    sheet.mrz(digits.old_french(number, who, department), (40, 530, 960, 640))
    sheet.detail = "FRA"


def _romanian(sheet: Sheet) -> None:
    rng = sheet.rng
    who = people.foreign(rng, "ROU")
    end = people.day(rng, 2025, 2032)
    first = f"{(1 if who.sex == 'M' else 2) + (4 if who.birth.year >= 2000 else 0)}{who.birth:%y%m%d}"
    first += f"{rng.randrange(1, 46):02d}{rng.randrange(1, 999):03d}"
    personal = first + digits.romanian(first)
    series = people.some_letters(rng, 2)
    number = people.some_digits(rng, 6)
    sheet.text((500, 50), "ROMÂNIA    ROUMANIE    ROMANIA", 24, face="latinbold", anchor="ms", fill=(60, 80, 130))
    sheet.text(
        (500, 88), "CARTE DE IDENTITATE  /  CARTE D'IDENTITE  /  IDENTITY CARD", 20, anchor="ms", fill=(60, 80, 130)
    )
    sheet.text((560, 130), f"SERIA {series} NR {number}", 27, face="latinbold", kind="number")
    paste_portrait(sheet, (50, 130, 290, 460), who.tone, who.sex)
    rows = [("CNP", personal, "number"), ("Nume/Nom/Last name", who.surname.upper(), "name")]
    rows += [("Prenume/Prenom/First name", who.given.upper(), "name"), ("Cetăţenie/Nationalité", "Română / ROU", "")]
    rows += [("Domiciliu/Adresse/Address", who.address.replace("\n", ", "), "address")]
    rows += [("Valabilitate/Validity", f"{people.later(end, -7):%d.%m.%y}-{end:%d.%m.%Y}", "expiry")]
    for place, (label, value, kind) in enumerate(rows):
        sheet.text((330, 170 + place * 60), label, 16, fill=(60, 80, 130))
        sheet.text((330, 198 + place * 60), value, 25, kind=kind)
    sheet.mrz(digits.td2("ID", series + number, who, end, f"{first[0]}{first[7:]}"), (40, 545, 960, 645))
    sheet.detail = "ROU"


def _german(sheet: Sheet) -> None:
    rng = sheet.rng
    who = people.foreign(rng, "DEU")
    end = people.day(rng, 2025, 2030)
    number = people.some_letters(rng, 1, "LMNPRTVWXY") + people.some_digits(rng, 8)
    sheet.text((60, 56), "BUNDESREPUBLIK DEUTSCHLAND", 26, face="latinbold", fill=(90, 100, 70))
    sheet.text((60, 104), "PERSONALAUSWEIS", 32, face="latinbold", fill=(90, 100, 70))
    sheet.text((940, 104), number, 30, face="latinbold", anchor="rs", kind="number")
    paste_portrait(sheet, (50, 140, 290, 460), who.tone, who.sex, grey=True)
    rows = [
        ("Name/Surname/Nom", who.surname.upper(), "name"),
        ("Vornamen/Given names/Prénoms", who.given.upper(), "name"),
    ]
    rows += [
        ("Geburtstag/Date of birth", f"{who.birth:%d.%m.%Y}", "birth"),
        ("Staatsangehörigkeit/Nationality", "DEUTSCH", ""),
    ]
    rows += [("Geburtsort/Place of birth", who.place, ""), ("Gültig bis/Date of expiry", f"{end:%d.%m.%Y}", "expiry")]
    for place, (label, value, kind) in enumerate(rows):
        sheet.text((330, 164 + place * 58), label, 16, fill=(90, 100, 70))
        sheet.text((330, 192 + place * 58), value, 26, kind=kind)
    sheet.mrz(digits.td2("ID", number, who, end), (40, 545, 960, 645))
    sheet.detail = "DEU"


def td2_id(rng: random.Random, pixels: int) -> Sheet:
    """An older, larger identity card with two lines of 36 characters: French, Romanian or German."""
    sheet = _card(rng, pixels, (224, 234, 242), (240, 236, 226), (1000, 690))
    rng.choice((_french, _romanian, _german))(sheet)
    sheet.specimen((970, 680))
    return sheet
