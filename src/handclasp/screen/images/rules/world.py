"""Passports, and identity papers of other countries."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules.rule import Rule, words

_PASSPORT_LABELS: Final = (
    "PASSPORT NO|PASSPORT NUMBER|TYPE|COUNTRY CODE|CODE|SURNAME|GIVEN NAMES|GIVEN NAME|NAME|NATIONALITY|"
    "DATE OF BIRTH|PLACE OF BIRTH|DATE OF ISSUE|DATE OF EXPIRY|AUTHORITY|SEX|PLACE OF ISSUE|HOLDERS SIGNATURE|"
    "BEARERS SIGNATURE|SIGNATURE OF BEARER|NOM|PRENOMS|NATIONALITE|DATE DE NAISSANCE|SEXE|LIEU DE NAISSANCE|"
    "DATE DE DELIVRANCE|DATE D EXPIRATION|AUTORITE|CODE OF ISSUING STATE|ISSUING COUNTRY|NOMBRES|APELLIDOS|"
    "NACIONALIDAD|EXPIRATION DATE|ISSUING AUTHORITY|SIGNATURE|PERSONAL NO"
)
_ID_LABELS: Final = (
    "SURNAME|NAME|GIVEN NAMES|NATIONALITY|DATE OF BIRTH|PLACE OF BIRTH|DATE OF EXPIRY|EXPIRY DATE|DOCUMENT NO|"
    "DOCUMENT NUMBER|CARD NO|CARD NUMBER|SEX|NOM|PRENOMS|PRENOM|NE LE|DATE DE NAISSANCE|NATIONALITE|SEXE|"
    "GEBURTSTAG|GEBURTSORT|GEBURTSDATUM|STAATSANGEHORIGKEIT|VORNAMEN|GULTIG BIS|AUGENFARBE|GROSSE|"
    "AUSSTELLENDE BEHORDE|BEHORDE|ANSCHRIFT|COGNOME|NOME|LUOGO E DATA DI NASCITA|SESSO|CITTADINANZA|SCADENZA|"
    "EMISSIONE|STATURA|APELLIDOS|NOMBRE|NACIONALIDAD|FECHA DE NACIMIENTO|VALIDEZ|SEXO|NUM SOPORT|EMISION|NAZWISKO|"
    "IMIONA|OBYWATELSTWO|DATA URODZENIA|TERMIN WAZNOSCI|VALID UNTIL|DATE OF ISSUE|PERSONAL NUMBER|PERSONAL NO|"
    "HEIGHT|AUTHORITY|SIGNATURE|NAAM|VOORNAMEN|NATIONALITEIT|GEBOORTEDATUM|GELDIG TOT|NUMERO PERSONAL|"
    "DATA DE NASCIMENTO|VALIDADE|ID NO|ISSUING AUTHORITY|PLACE OF ISSUE|DATE OF EXPIRATION|GESLACHT|KAARTNR|CAN|"
    "CITIZENSHIP"
)

RULES: Final = (
    Rule(
        type="passport_cn",
        titles=words("护照|中华人民共和国护照|普通护照|公务护照|因公普通护照"),
        marks=words(
            "中华人民共和国护照|PEOPLES REPUBLIC OF CHINA|PEOPLE S REPUBLIC OF CHINA|MPS EXIT ENTRY ADMINISTRATION|"
            "中国CHINESE"
        ),
        labels=words(
            f"{_PASSPORT_LABELS}|PASSPORT|中华人民共和国|国家码|护照号|护照号码|姓名|性别|国籍|出生日期|出生地点|"
            "签发日期|签发地点|有效期至|签发机关|持照人签名|类型|公安部出入境管理局|国家移民管理局|CHINESE|CHN|"
            "香港特别行政区"
        ),
        signs={"mrz:passport-chn": 7, "cn-passport": 1, "date": 1},
        against=words("REPUBLIC OF KOREA|JAPAN|日本国|中华民国|TAIWAN|UNITED STATES|旅券|签证|通行证|居留许可|VISA"),
        need=8,
    ),
    Rule(
        type="passport_foreign",
        titles=words(
            "PASSPORT|PASSEPORT|REISEPASS|PASAPORTE|PASSAPORTO|PASSAPORTE|PASPOORT|PASZPORT|旅券|ПАСПОРТ|여권|PAS|"
            "PASS|PASAPORT|JAPAN PASSPORT|日本国旅券|UNITED STATES OF AMERICA PASSPORT"
        ),
        labels=words(_PASSPORT_LABELS),
        signs={"mrz:passport": 7, "date": 1, "number": 1},
        against=words("中华人民共和国|护照号|护照|签证|VISA|通行证|居留许可|永久居留"),
        need=8,
    ),
    Rule(
        type="us_ssn_card",
        titles=words("SOCIAL SECURITY"),
        marks=words(
            "THIS NUMBER HAS BEEN ESTABLISHED FOR|HAS BEEN ESTABLISHED FOR|VALID FOR WORK ONLY WITH DHS AUTHORIZATION"
        ),
        labels=words(
            "SIGNATURE|SOCIAL SECURITY ADMINISTRATION|ESTABLISHED FOR|USA|UNITED STATES OF AMERICA|THIS NUMBER HAS BEEN"
        ),
        signs={"ssn": 3},
    ),
    Rule(
        type="us_green_card",
        titles=words(
            "PERMANENT RESIDENT|PERMANENT RESIDENT CARD|RESIDENT ALIEN|UNITED STATES OF AMERICA PERMANENT RESIDENT"
        ),
        marks=words("USCIS|USCIS#|RESIDENT SINCE|CARD EXPIRES|COUNTRY OF BIRTH"),
        labels=words(
            "UNITED STATES OF AMERICA|UNITED STATES|SURNAME|GIVEN NAME|CATEGORY|DATE OF BIRTH|SEX|USA|FINGERPRINT"
        ),
        signs={"mrz:green-card": 5, "date": 1, "number": 1},
        against=words("外国人|中华人民共和国|PEOPLES REPUBLIC|HONG KONG"),
    ),
    Rule(
        type="eu_residence_permit",
        titles=words(
            "AUFENTHALTSTITEL|RESIDENCE PERMIT|TITRE DE SEJOUR|PERMESSO DI SOGGIORNO|PERMISO DE RESIDENCIA|"
            "VERBLIJFSTITEL|TITULO DE RESIDENCIA|KARTA POBYTU|ΑΔΕΙΑ ΔΙΑΜΟΝΗΣ|UPPEHALLSTILLSTAND|OPHOLDSTILLADELSE|"
            "OLESKELULUPA|POVOLENI K POBYTU|AUTORIZACION DE RESIDENCIA|AUFENTHALTSERLAUBNIS|"
            "NIEDERLASSUNGSERLAUBNIS|AUFENTHALTSKARTE"
        ),
        marks=words(
            "TYPE OF PERMIT|ART DES TITELS|TYPE DE TITRE|CATEGORIE DU TITRE|TIPO DE PERMISO|TIPO DI PERMESSO|"
            "KARTE GULTIG BIS|CARD VALID UNTIL"
        ),
        labels=words(
            f"{_ID_LABELS}|REMARKS|ANMERKUNGEN|REMARQUES|OBSERVACIONES|ANNOTAZIONI|VALID UNTIL|PLACE OF ISSUE|NAMES|"
            "TYPE OF PERMIT"
        ),
        signs={"mrz:residence": 5, "mrz": 1, "date": 1, "number": 1},
        against=words("中华人民共和国|居留许可|居住证|HONG KONG|PEOPLES REPUBLIC|CHINA"),
    ),
    Rule(
        type="eu_id_card",
        titles=words(
            "IDENTITY CARD|PERSONALAUSWEIS|CARTE NATIONALE D IDENTITE|CARTE D IDENTITE|CARTA DI IDENTITA|"
            "DOCUMENTO NACIONAL DE IDENTIDAD|DOWOD OSOBISTY|IDENTITEITSKAART|CARTAO DE CIDADAO|HENKILOKORTTI|"
            "NATIONAL IDENTITY CARD|OBCANSKY PRUKAZ|OBCIANSKY PREUKAZ|SZEMELYAZONOSITO IGAZOLVANY|"
            "CARTE DE IDENTITATE|NATIONELLT IDENTITETSKORT|OSOBNA ISKAZNICA|OSEBNA IZKAZNICA|ID CARD|"
            "ISIKUTUNNISTUS|DNI|NATIONAL ID|TARJETA DE IDENTIDAD"
        ),
        labels=words(_ID_LABELS),
        signs={"mrz:card": 4, "mrz:td2": -3, "mrz:residence": -4, "mrz:green-card": -6, "date": 1, "number": 1},
        against=words(
            "HONG KONG|香港|澳门|PERMANENT RESIDENT|STUDENT|中华人民共和国|EMPLOYEE|DRIVING|RESIDENCE PERMIT|"
            "MEMBER|通行证|居留"
        ),
    ),
    Rule(
        type="td2_id",
        titles=words(
            "IDENTITY CARD|ID CARD|NATIONAL IDENTITY CARD|CARTE D IDENTITE|IDENTIFICATION CARD|OFFICIAL TRAVEL DOCUMENT"
        ),
        labels=words(_ID_LABELS),
        signs={"mrz:td2": 7, "date": 1, "number": 1},
        against=words("HONG KONG|香港|澳门|STUDENT|中华人民共和国|EMPLOYEE|VISA"),
        need=9,
    ),
    # Cards of other states are given the type that is nearest: what stands in their place is the same.
    Rule(
        type="eu_id_card",
        titles=words(
            "GOVERNMENT OF INDIA|INCOME TAX DEPARTMENT|UNIQUE IDENTIFICATION AUTHORITY OF INDIA|"
            "中华民国国民身分证|国民身分证|在留カード|RESIDENCE CARD|GOVERNMENT OF JAPAN|特别永住者证明书|"
            "个人番号カード|주민등록증|외국인등록증|KAD PENGENALAN|KARTU TANDA PENDUDUK|外国人工作许可证|"
            "FOREIGNERS WORK PERMIT|FOREIGNER S WORK PERMIT|VOTER ID|NATIONAL IDENTIFICATION"
        ),
        marks=words(
            "统一编号|PERMANENT ACCOUNT NUMBER|PERMANENT ACCOUNT NUMBER CARD|AADHAAR|在留资格|STATUS|VID|"
            "PERIOD OF STAY|国籍地域|住居地"
        ),
        labels=words(
            f"{_ID_LABELS}|DOB|MALE|FEMALE|FATHERS NAME|FATHER S NAME|姓名|氏名|性别|生年月日|出生年月日|发证日期|"
            "ADDRESS|NATIONALITY REGION|住所|民国|国籍|有效期|编号|NUMBER|番号|ID NUMBER|GENDER|NIK"
        ),
        signs={"date": 1, "number": 1, "like-card": 1, "long-number": 1, "kr-id": 4},
        against=words("DRIVING|STUDENT|EMPLOYEE|RECEIPT|运転免许证|PASSPORT NO"),
    ),
    Rule(
        type="uk_driver_license",
        titles=words(
            "運転免許証|运転免许证|FUHRERSCHEIN|PERMIS DE CONDUIRE|PATENTE DI GUIDA|PERMISO DE CONDUCCION|RIJBEWIJS|"
            "PRAWO JAZDY|CARTA DE CONDUCAO|DRIVER LICENCE|DRIVERS LICENCE|DRIVER S LICENCE|KORKORT|KOREKORT|"
            "자동차운전면허증|普通駕駛執照|驾驶执照|DRIVING LICENSE"
        ),
        marks=words("LICENCE NO|LICENCE CLASS|LICENCE NUMBER|免许の条件等|交付|CARD NUMBER"),
        labels=words(
            "氏名|住所|番号|有效|EXPIRY DATE|DATE OF BIRTH|CARD NUMBER|CLASS|ADDRESS|BUNDESREPUBLIK DEUTSCHLAND|"
            "REPUBLIQUE FRANCAISE|4A|4B|4C|AUSTRALIA|CONDITIONS|NAME|SEX|DOB|LICENCE NO"
        ),
        signs={"numbered": 2, "date": 1, "number": 1, "long-number": 1, "kr-id": 1},
        against=words("FORM|FEE|HOTEL|APPLY|RENEW|中华人民共和国"),
    ),
)
