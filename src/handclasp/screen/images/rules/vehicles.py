"""Who may drive, and what is driven: licences of mainland China, the United Kingdom and the United States."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules.rule import Rule, words

_STATES: Final = (
    "ALABAMA|ALASKA|ARIZONA|ARKANSAS|CALIFORNIA|COLORADO|CONNECTICUT|DELAWARE|FLORIDA|GEORGIA|HAWAII|IDAHO|"
    "ILLINOIS|INDIANA|IOWA|KANSAS|KENTUCKY|LOUISIANA|MAINE|MARYLAND|MASSACHUSETTS|MICHIGAN|MINNESOTA|MISSISSIPPI|"
    "MISSOURI|MONTANA|NEBRASKA|NEVADA|NEW HAMPSHIRE|NEW JERSEY|NEW MEXICO|NEW YORK|NORTH CAROLINA|NORTH DAKOTA|"
    "OHIO|OKLAHOMA|OREGON|PENNSYLVANIA|RHODE ISLAND|SOUTH CAROLINA|SOUTH DAKOTA|TENNESSEE|TEXAS|UTAH|VERMONT|"
    "VIRGINIA|WASHINGTON|WEST VIRGINIA|WISCONSIN|WYOMING"
)

RULES: Final = (
    Rule(
        type="cn_driver_license",
        titles=words(
            "机动车驾驶证|中华人民共和国机动车驾驶证|电子驾驶证|机动车驾驶证副页|中华人民共和国机动车驾驶证副页|"
            "DRIVING LICENSE OF THE PEOPLES REPUBLIC OF CHINA|DRIVING LICENSE OF THE PEOPLE S REPUBLIC OF CHINA"
        ),
        marks=words("准驾车型|初次领证日期|档案编号|累积记分|实习期至"),
        labels=words(
            "证号|姓名|性别|国籍|住址|出生日期|有效期限|有效起始日期|记录|DATE OF BIRTH|DATE OF FIRST ISSUE|CLASS|"
            "VALID PERIOD|NATIONALITY|ADDRESS|NAME|SEX|交通警察支队|状态|生成时间|发证机关|有效期至|RECORD|FILE NO"
        ),
        signs={"cn-id": 2, "like-cn-id": 1, "date": 1, "dates": 1},
        against=words("行驶证|号牌号码"),
    ),
    Rule(
        type="cn_vehicle_license",
        titles=words(
            "机动车行驶证|中华人民共和国机动车行驶证|机动车行驶证副页|中华人民共和国机动车行驶证副页|电子行驶证|"
            "VEHICLE LICENSE OF THE PEOPLES REPUBLIC OF CHINA|VEHICLE LICENSE OF THE PEOPLE S REPUBLIC OF CHINA"
        ),
        marks=words("号牌号码|车辆识别代号|发动机号码|使用性质|品牌型号|整备质量|核定载人数|外廓尺寸|检验记录"),
        labels=words(
            "车辆类型|所有人|住址|注册日期|发证日期|总质量|核定载质量|准牵引总质量|档案编号|备注|PLATE NO|"
            "VEHICLE TYPE|OWNER|ADDRESS|USE CHARACTER|MODEL|VIN|ENGINE NO|REGISTER DATE|ISSUE DATE|交通警察支队|"
            "检验有效期"
        ),
        signs={"plate": 2, "vin": 2, "date": 1},
        against=words("驾驶证|准驾车型|违章|违法"),
    ),
    Rule(
        type="uk_driver_license",
        titles=words("DRIVING LICENCE|UK DRIVING LICENCE|PROVISIONAL DRIVING LICENCE|TRWYDDED YRRU"),
        marks=words("DVLA|DVA"),
        labels=words("UK|4A|4B|4C|UNITED KINGDOM|GREAT BRITAIN|ENGLAND|WALES|SCOTLAND|LONDON|LICENCE"),
        signs={"uk-licence": 3, "numbered": 2, "date": 1},
        against=words("FORM|FEE|HOTEL|FIRST NAMES|DRIVER NUMBER|SURNAME|APPLY|RENEW"),
    ),
    Rule(
        type="us_driver_license",
        titles=words(
            "DRIVER LICENSE|DRIVERS LICENSE|DRIVER S LICENSE|COMMERCIAL DRIVER LICENSE|DRIVING LICENSE|"
            "IDENTIFICATION CARD|OPERATOR LICENSE|OPERATORS LICENSE"
        ),
        marks=words("HGT|WGT|EYES|RSTR|REST|DONOR|ORGAN DONOR|HEIGHT|WEIGHT|ENDORSEMENTS|RESTRICTIONS"),
        labels=words(
            "DL|DLN|DL NO|EXP|DOB|LN|FN|SEX|HAIR|CLASS|END|ISS|DD|USA|VETERAN|LIC NO|LICENSE NO|EXPIRES|ISSUED|"
            f"{_STATES}"
        ),
        signs={"date": 1, "number": 1},
        against=words("中华人民共和国|STUDENT|EMPLOYEE"),
    ),
    Rule(
        type="us_driver_license",
        marks=words("ENDORSEMENTS|RESTRICTIONS|RESTRICTION|AAMVA|COMMERCIAL VEHICLE|DONOR|SINGLE VEHICLE"),
        labels=words("CLASS|CORRECTIVE LENSES|END|REST|NONE|DL|DD|MOTOR VEHICLES|REV"),
        signs={"aamva": 9, "pdf417": 3, "number": 1},
        need=6,
    ),
)
