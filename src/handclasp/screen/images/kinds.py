"""The types of pictures, what stands in for a hidden one, and which of them are never kept."""

from __future__ import annotations

from typing import Final

_IDENTITY: Final = ("身份证信息", "ID document")
_PASSPORT: Final = ("护照信息", "passport")
_PERMIT: Final = ("通行证信息", "travel permit")
_RESIDENCE: Final = ("居留证件信息", "residence permit")
_LICENCE: Final = ("驾驶证信息", "driving licence")

TYPES: Final[dict[str, tuple[str, str]]] = {
    "cn_id_front": _IDENTITY,
    "cn_id_back": _IDENTITY,
    "passport_cn": _PASSPORT,
    "passport_foreign": _PASSPORT,
    "cn_driver_license": _LICENCE,
    "cn_vehicle_license": ("行驶证信息", "vehicle licence"),
    "hukou": ("户口簿信息", "household register"),
    "hk_macau_permit": _PERMIT,
    "taiwan_permit": _PERMIT,
    "exit_entry_permit": _PERMIT,
    "foreign_pr_card": ("永久居留证信息", "permanent residence card"),
    "residence_permit_cn": _RESIDENCE,
    "hk_id_card": _IDENTITY,
    "macau_id_card": _IDENTITY,
    "bank_card": ("银行卡信息", "bank card"),
    "business_license": ("营业执照信息", "business licence"),
    "social_security_card": ("社保卡信息", "social security card"),
    "marriage_cert": ("结婚证信息", "marriage certificate"),
    "divorce_cert": ("离婚证信息", "divorce certificate"),
    "property_cert": ("不动产权证信息", "property certificate"),
    "officer_card": ("军警证件信息", "service card"),
    "student_card": ("学生证信息", "student card"),
    "birth_cert": ("出生证明信息", "birth certificate"),
    "disability_card": ("残疾人证信息", "disability card"),
    "visa": ("签证信息", "visa"),
    "us_driver_license": _LICENCE,
    "us_ssn_card": ("社会安全号信息", "social security number card"),
    "us_green_card": ("永久居留证信息", "permanent residence card"),
    "uk_driver_license": _LICENCE,
    "eu_residence_permit": _RESIDENCE,
    "eu_id_card": _IDENTITY,
    "td2_id": _IDENTITY,
    "wallet_seed_screenshot": ("钱包助记词", "wallet recovery phrase"),
    "payment_qr": ("收款码", "payment code"),
    "text": ("图片中的敏感信息", "sensitive text in a picture"),
}
"""What each type hides, in Chinese and in English. `none` is the type of a picture that is no document."""

NONE: Final = "none"
TEXT: Final = "text"
NEVER_KEPT: Final = frozenset({"wallet_seed_screenshot"})
"""Types whose original must be destroyed; so must any other whose verdict says `never_kept`: keys or codes in it."""

FAILED: Final = ("图片", "picture")


def placeholder(type_: str, *, chinese: bool) -> str:
    """What the conversation shows instead of a picture of this type: 【身份证信息已加密】 or [ID document sealed].

    Types that are never kept say so: 【钱包助记词未保存】, [wallet recovery phrase not kept].
    """
    in_chinese, in_english = TYPES.get(type_, FAILED)
    if type_ in NEVER_KEPT:
        return f"【{in_chinese}未保存】" if chinese else f"[{in_english} not kept]"
    return f"【{in_chinese}已加密】" if chinese else f"[{in_english} sealed]"
