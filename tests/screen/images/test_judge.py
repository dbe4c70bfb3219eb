"""Documents are named for what they are, however they lie; pages about documents are let through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from tests.screen.images.conftest import PLACE, Specimen
from tests.screen.images.sketches import DOCUMENTS, HARMLESS

from handclasp.screen.images import NEVER_KEPT, TYPES, judge_image, placeholder
from handclasp.screen.images.judge import judge
from handclasp.screen.images.ocr import Pixels


def lying(picture: Pixels) -> Pixels:
    """Photographed on a table: smaller in its picture, slanted, a little blurred."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners * np.float32(0.8) + np.array([[120, 90], [150, 70], [90, 130], [140, 150]], np.float32)
    table = np.full((height + 80, width + 80, 3), (70, 96, 120), np.uint8)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    laid = cv2.warpPerspective(picture, matrix, (width + 80, height + 80))
    where = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, (width + 80, height + 80))
    table[where > 0] = laid[where > 0]
    return np.asarray(cv2.GaussianBlur(table, (0, 0), 0.8), np.uint8)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_named_and_hidden_whole(specimen: Specimen, name: str) -> None:
    picture = specimen(name)
    verdict = judge(picture)
    assert (verdict.type, verdict.needs) == (name, "placeholder")
    assert verdict.boxes == ((0, 0, picture.shape[1], picture.shape[0]),)
    assert verdict.never_kept == (name in NEVER_KEPT)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_page_about_documents_is_none(specimen: Specimen, name: str) -> None:
    verdict = judge(specimen(name))
    assert verdict.type == "none", verdict.reasons
    assert verdict.stage != "fast"


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("name", ["cn_id_front", "us_driver_license"])
def test_a_turned_document_is_still_one(specimen: Specimen, name: str, turns: int) -> None:
    assert judge(np.ascontiguousarray(np.rot90(specimen(name), turns))).type == name


@pytest.mark.parametrize("name", ["cn_id_front", "bank_card", "passport_foreign", "hk_id_card"])
def test_a_photographed_document_is_still_one(specimen: Specimen, name: str) -> None:
    assert judge(lying(specimen(name))).type == name


@pytest.mark.parametrize("name", ["cn_id_front", "marriage_cert"])
def test_a_dark_photograph_is_brightened(specimen: Specimen, name: str) -> None:
    noise = np.random.default_rng(1).normal(0, 4, specimen(name).shape)
    dark = np.clip(specimen(name) * 0.15 + noise, 0, 255).astype(np.uint8)
    assert judge(dark).type == name


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("wxp://f2f0SPECIMEN", "payment_qr"),
        ("HTTPS://QR.ALIPAY.COM/FKX00000SPECIMEN", "payment_qr"),
        ("bitcoin:bc1qspecimen?amount=0.1", "payment_qr"),
        ("https://example.com/menu", "none"),
    ],
)
def test_only_a_code_that_takes_payments_is_hidden(content: str, expected: str) -> None:
    code = np.asarray(zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6), np.uint8)
    page = np.full((code.shape[0] + 200, code.shape[1] + 200, 3), 255, np.uint8)
    page[100:-100, 100:-100] = code[:, :, None]
    assert judge(page).type == expected


def test_every_type_has_its_placeholder_in_both_languages() -> None:
    assert set(DOCUMENTS) | {"payment_qr", "text"} == set(TYPES)
    for name in TYPES:
        assert placeholder(name, chinese=True).startswith("【")
        assert placeholder(name, chinese=False).startswith("[")
    assert placeholder("cn_id_front", chinese=True) == "【身份证信息已加密】"
    assert placeholder("cn_id_front", chinese=False) == "[ID document sealed]"
    assert "not kept" in placeholder("wallet_seed_screenshot", chinese=False)


def test_anyone_can_judge_a_file_and_nothing_is_fetched(tmp_path: Path) -> None:
    script = (
        "import socket, sys\n"
        "def refused(*_, **__): raise OSError('no network here')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused\n"
        "from handclasp.screen.images import judge_image\n"
        f"print(judge_image({str(PLACE / 'cn_id_back.webp')!r})['type'], 'rapidocr' in sys.modules)\n"
    )
    alone = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=alone, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["cn_id_back", "False"]
    assert not list(tmp_path.iterdir())


def test_what_is_told_of_a_file() -> None:
    told = judge_image(PLACE / "us_ssn_card.webp")
    assert told["type"] == "us_ssn_card"
    assert told["boxes"] == [[0, 0, *told["size"]]]
