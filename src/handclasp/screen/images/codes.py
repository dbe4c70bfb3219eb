"""Bar codes in pictures: whether one asks for a payment.

Promises to look at a code's content for its kind only, and never to return it or to follow it.
"""

from __future__ import annotations

import re
from typing import Final

import cv2
import zxingcpp

from handclasp.screen.images.ocr import Pixels

_PAYMENT: Final = re.compile(
    r"^(?:wxp://|weixin://wxpay|https?://(?:qr\.alipay\.com|mobilecodec\.alipay\.com|qr\.95516\.com|payapp\.weixin\.qq\.com|"
    r"wx\.tenpay\.com|pay\.weixin\.qq\.com|ds\.alipay\.com|render\.alipay\.com|paypal\.me|www\.paypal\.me|cash\.app/|"
    r"qr\.chinaums\.com|pay\.|payment\.|qrpay\.)|alipays?://|upi://pay|00020[1-9]|BCD\s|"
    r"(?:bitcoin|ethereum|litecoin|dogecoin|solana|tron|monero|ripple|bitcoincash|lightning|dash|cardano|ton|xrp|bnb)"
    r":|venmo://|paypal://|swisscode|SPC\s)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"^(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[0-9a-z]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|lnbc[0-9a-z]{50,})$"
)
_PAY_CODE: Final = re.compile(r"^(?:1[0-5]|2[5-9]|30)\d{16,22}$")
"""What a payer shows at a till: WeChat 10-15, Alipay 25-30, 18 to 24 digits."""

_AAMVA: Final = re.compile(r"ANSI ?\d{6}|^@\s")
_GRAIN: Final = 2.0
_FORMATS: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.PDF417])


def look(picture: Pixels, *, grainy: bool = False) -> frozenset[str]:
    """`qr:payment`, `qr:web`, `qr:unread` (could not be read), `pdf417`, `aamva` (of a US licence), or `qr:none`.

    `grainy`: the picture's noise is smoothed away first.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    if grainy:
        grey = cv2.GaussianBlur(grey, (0, 0), _GRAIN)
    names = set()
    for code in zxingcpp.read_barcodes(grey, formats=_FORMATS, return_errors=True):
        if code.format == zxingcpp.BarcodeFormat.PDF417:
            names.add("aamva" if code.valid and _AAMVA.search(code.text) else "pdf417")
        elif not code.valid:
            names.add("qr:unread")
        elif _PAYMENT.match(code.text) or _ADDRESS.match(code.text) or _PAY_CODE.match(code.text):
            names.add("qr:payment")
        else:
            names.add("qr:web")
    if "qr:payment" in names or "qr:web" in names:
        names.discard("qr:unread")
    return frozenset(names or {"qr:none"})
