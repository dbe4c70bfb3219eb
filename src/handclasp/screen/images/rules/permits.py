"""Permits to cross a border or to live behind it, and the identity cards of Hong Kong and Macau."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules.rule import Rule, words

_PERMIT_LABELS: Final = (
    "姓名|性别|出生日期|有效期限|有效期|签发机关|签发地点|签发地|证件号码|签发次数|换证次数|签发日期|有效期至|"
    "出生地|NAME|SEX|DATE OF BIRTH|VALID UNTIL|PERIOD OF VALIDITY|ISSUING AUTHORITY|AUTHORITY|PLACE OF ISSUE|"
    "DATE OF ISSUE|DATE OF EXPIRY|PERMIT NO|NO OF ISSUE|公安部出入境管理局|出入境管理局|中华人民共和国|签注"
)

RULES: Final = (
    Rule(
        type="hk_macau_permit",
        titles=words(
            "港澳居民来往内地通行证|MAINLAND TRAVEL PERMIT FOR HONG KONG AND MACAO RESIDENTS|港澳同胞回乡证|"
            "往来港澳通行证|EXIT ENTRY PERMIT FOR TRAVELLING TO AND FROM HONG KONG AND MACAO|前往港澳通行证"
        ),
        labels=words(_PERMIT_LABELS + "|非中国籍|港澳证件号码|其他证件号码|HOME RETURN PERMIT|港澳居民"),
        signs={"permit": 1, "date": 1, "dates": 1, "mrz": 2},
    ),
    Rule(
        type="taiwan_permit",
        titles=words(
            "台湾居民来往大陆通行证|MAINLAND TRAVEL PERMIT FOR TAIWAN RESIDENTS|大陆居民往来台湾通行证|"
            "往来台湾通行证|EXIT ENTRY PERMIT FOR TRAVELLING TO AND FROM TAIWAN"
        ),
        labels=words(_PERMIT_LABELS + "|身份证号码|台湾居民"),
        signs={"permit": 1, "date": 1, "dates": 1, "mrz": 2},
    ),
    Rule(
        type="exit_entry_permit",
        titles=words("出入境通行证|中华人民共和国出入境通行证|EXIT ENTRY PERMIT|EXIT AND ENTRY PERMIT"),
        labels=words(_PERMIT_LABELS + "|入出境|前往地|事由|PEOPLES REPUBLIC OF CHINA|PEOPLE S REPUBLIC OF CHINA|民族"),
        signs={"permit": 1, "date": 1, "dates": 1, "mrz": 2, "number": 1},
    ),
    Rule(
        type="foreign_pr_card",
        titles=words(
            "外国人永久居留身份证|外国人永久居留证|FOREIGN PERMANENT RESIDENT ID CARD|永久居留身份证|"
            "FOREIGNERS PERMANENT RESIDENCE CARD|PERMANENT RESIDENCE CARD|FOREIGNER PERMANENT RESIDENCE CARD"
        ),
        labels=words(
            "姓名|性别|国籍|出生日期|有效期限|有效期|签发机关|证件号码|NAME|SEX|GENDER|NATIONALITY|DATE OF BIRTH|"
            "VALIDITY|PERIOD OF VALIDITY|ISSUING AUTHORITY|ID NO|CARD NO|中华人民共和国|国家移民管理局|"
            "PEOPLES REPUBLIC OF CHINA"
        ),
        signs={"date": 1, "dates": 1, "mrz": 2, "number": 1},
        against=words("UNITED STATES|USCIS|居住证"),
    ),
    Rule(
        type="residence_permit_cn",
        titles=words(
            "居留许可|外国人居留许可|中华人民共和国外国人居留许可|港澳台居民居住证|港澳居民居住证|台湾居民居住证|"
            "居住证|RESIDENCE PERMIT FOR FOREIGNER|RESIDENCE PERMIT FOR FOREIGNERS|FOREIGNERS RESIDENCE PERMIT|"
            "临时居住证|RESIDENCE PERMIT FOR HONG KONG MACAO AND TAIWAN RESIDENTS|居住证IC卡"
        ),
        marks=words("居留事由|PURPOSE OF RESIDENCE|居留有效期|居住地址"),
        labels=words(
            "姓名|性别|出生|出生日期|住址|公民身份号码|签发机关|有效期限|有效期至|签发日期|签发地|护照号码|国籍|通行证号码|"
            "签发次数|NAME|SEX|DATE OF BIRTH|PASSPORT NO|VALID UNTIL|DATE OF ISSUE|PLACE OF ISSUE|AUTHORITY|"
            "ISSUED AT|中华人民共和国|PEOPLES REPUBLIC OF CHINA|PEOPLE S REPUBLIC OF CHINA|服务处所|暂住|户籍地址|"
            "民族|REMARKS|备注"
        ),
        signs={"hmt-id": 6, "date": 1, "dates": 1, "number": 1, "cn-id": 1, "mrz": 1},
        against=words("AUFENTHALTSTITEL|TITRE DE SEJOUR|PERMESSO DI SOGGIORNO|VERBLIJFSTITEL|房屋|永久居留"),
    ),
    Rule(
        type="visa",
        titles=words(
            "VISA|签证|中华人民共和国签证|CHINESE VISA|SCHENGEN VISA|VISUM|VISTO|VISADO|ETATS SCHENGEN|"
            "SCHENGEN STATES|IMMIGRANT VISA|NONIMMIGRANT VISA|UNITED STATES VISA|ENTRY VISA|查证|查証"
        ),
        marks=words(
            "入境次数|每次停留|停留期|入境有效期至|ENTRIES|NUMBER OF ENTRIES|DURATION OF EACH STAY|"
            "DURATION OF STAY|ENTER BEFORE|CONTROL NUMBER|VISA TYPE|TYPE OF VISA|VISA TYPE CLASS|ISSUING POST NAME|"
            "ANNOTATION|签证种类|VALID FOR"
        ),
        labels=words(
            "CATEGORY|ISSUE DATE|ISSUED AT|ISSUED ON|DATE OF ISSUE|FULL NAME|SURNAME|GIVEN NAME|BIRTH DATE|"
            "DATE OF BIRTH|PASSPORT NO|PASSPORT NUMBER|FROM|UNTIL|DAYS|MULT|REMARKS|NATIONALITY|EXPIRATION DATE|"
            "SEX|TYPE|签发日期|签发地|签发地点|姓名|出生日期|护照号码|备注|种类|中华人民共和国|EXPIRY DATE|"
            "VALID UNTIL|STAY|SURNAME NAME"
        ),
        signs={"mrz:visa": 6, "date": 1, "number": 1},
        against=words("MASTERCARD|VALID THRU|DEBIT|CREDIT|银联|UNIONPAY|信用卡|居留许可|CVV|付款|支付"),
    ),
    Rule(
        type="hk_id_card",
        titles=words(
            "香港永久性居民身份证|香港居民身份证|HONG KONG PERMANENT IDENTITY CARD|HONG KONG IDENTITY CARD|"
            "香港身份证|HONG KONG PERMANENT RESIDENT"
        ),
        labels=words(
            "出生日期|签发日期|DATE OF BIRTH|DATE OF ISSUE|HONG KONG|香港|男|女|男M|女F|首次|入境事务处|"
            "IMMIGRATION DEPARTMENT"
        ),
        signs={"hk-id": 3, "date": 1},
        against=words("通行证|TRAVEL PERMIT|居住证"),
    ),
    Rule(
        type="macau_id_card",
        titles=words(
            "澳门永久性居民身份证|澳门非永久性居民身份证|澳门居民身份证|"
            "BILHETE DE IDENTIDADE DE RESIDENTE PERMANENTE|BILHETE DE IDENTIDADE DE RESIDENTE|"
            "MACAU PERMANENT RESIDENT IDENTITY CARD|永久性居民身份证|"
            "BILHETE DE IDENTIDADE DE RESIDENTE NAO PERMANENTE"
        ),
        labels=words(
            "澳门特别行政区|REGIAO ADMINISTRATIVA ESPECIAL DE MACAU|出生日期|DATA DE NASCIMENTO|签发日期|有效日期|"
            "DATA DE EMISSAO|VALIDO ATE|VALIDADE|APELIDO|NOME|性别|SEXO|编号|BIR NO|姓|名|身高|ALTURA|首次发出日期|"
            "DATA DA PRIMEIRA EMISSAO|EMISSAO ACTUAL|本次发出日期|澳门|MACAU|MACAO"
        ),
        signs={"macau-id": 3, "date": 1, "mrz": 1},
        against=words("通行证|TRAVEL PERMIT|居住证|香港"),
    ),
)
