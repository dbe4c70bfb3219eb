"""The verifier says in both languages what is proved and what is not, and its exit code says it again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.verify import forge, tamper
from tests.verify.conftest import CONVERSATION, World, signed_message
from tests.verify.test_anchors import TAMPERED as ANCHORS
from tests.verify.test_journal import TAMPERED as JOURNALS
from tests.verify.test_log import MISSIGNED, SPOILT
from tests.verify.test_pack import BENT
from tests.verify.test_pack import TAMPERED as PACKS
from tests.verify.test_receipt import TAMPERED as RECEIPTS
from tests.verify.test_receipts import TAMPERED as SEVERAL
from tests.verify.test_watermark import TAMPERED as WATERMARKS
from tests.verify.test_zip import TRICKS

from handclasp.verify import Reason, Remark, Trust, check, explain, main
from handclasp.verify.command import default_language
from handclasp.verify.explain import REASONS, REMARKS

ROOT = Path(__file__).parents[2]
SHOWN_BY_NAME = {
    Reason.JSON_MALFORMED,
    Reason.JSON_DUPLICATE_KEY,
    Reason.COSIGNATURE_WRONG,
    Reason.WITNESS_QUORUM_MISSING,
    Reason.SEAL_OTHER_KEY,
    Reason.INDEX_ORDER,
    Reason.ROOT_WRONG,
    Reason.SHORTER_THAN_KNOWN,
    Reason.HISTORY_REWRITTEN,
    Reason.KNOWN_RECORD_DIFFERS,
}
"""Reasons that have a test of their own beside the tables."""


def test_every_reason_is_shown_by_a_test() -> None:
    tables = {
        row[2]
        for table in (RECEIPTS, SEVERAL, PACKS, BENT, SPOILT, MISSIGNED, TRICKS, WATERMARKS, ANCHORS)
        for row in table
    }
    assert set(Reason) == tables | {reason for _, reason in JOURNALS.values()} | SHOWN_BY_NAME


def test_the_list_of_reasons_is_the_code() -> None:
    text = (ROOT / "docs/spec/reasons.md").read_text("utf-8")
    listed = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \| (.+) \|$", text, re.MULTILINE)
    said = [(str(name), *words) for table in (REASONS, REMARKS) for name, words in table.items()]
    assert listed == said
    assert list(REASONS) == list(Reason)
    assert list(REMARKS) == list(Remark)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_say_what_is_proved_and_what_is_not(world: World, language: str) -> None:
    told = explain(check(world.pack, world.trust), language)
    for words in {
        "zh": ["有效", "截至第 7 条清点记录为止是完整的", "不证明此外再没有说过别的", "客户设备的签名成立"],
        "en": [
            "VALID",
            "Complete up to head 7",
            "It does not prove that nothing else was said",
            "customer's own device",
        ],
    }[language]:
        assert words in told


def test_without_a_key_the_words_say_how_to_get_one(world: World) -> None:
    told = explain(check(world.pack, Trust()), "en")
    assert "CONSISTENT, SIGNER UNKNOWN" in told
    assert "A key that comes with the file proves nothing" in told
    assert "--vkey" in told
    assert "What is proved" not in told


def test_invalid_words_name_the_reason_and_hold_no_message(world: World) -> None:
    document = tamper.changed(
        world.transcript(), ("records", 0, "record", "openings", "body", "value", "v"), "a secret thing"
    )
    told = explain(check(tamper.dump(document), world.trust), "en")
    assert "INVALID" in told
    assert "opening-wrong" in told
    assert "a secret thing" not in told


def test_a_hostile_author_cannot_write_to_the_terminal(world: World) -> None:
    log = forge.Log(witnesses=[forge.WITNESS])
    rec = log.append(bytes(16), forge.message("customer:\x1b[2Jx\r", 1, "hi"))
    assert "\x1b" not in explain(check(tamper.dump(log.receipt(rec)), world.trust), "en")


def files(world: World, tmp_path: Path) -> dict[str, str]:
    made = {"pack": world.pack, "bad": world.pack[:-1], "text": b"hello"}
    made["receipt"] = forge.dumps(world.log.receipt(world.record(1), checkpoint=world.checkpoint))
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return {name: str(tmp_path / name) for name in made}


def test_exit_codes_are_0_1_2_3(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths, vkey = files(world, tmp_path), ["--vkey", world.log.vkeys()[0]]
    assert main([paths["pack"], paths["receipt"], *vkey]) == 0
    assert main([paths["bad"], *vkey]) == 1
    assert main([paths["pack"], paths["text"], *vkey]) == 1
    assert main([paths["pack"]]) == 3
    assert main([paths["pack"], "--vkey", "nonsense"]) == 2
    assert main([str(tmp_path / "missing"), *vkey]) == 2
    assert "cannot read" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == 2


def test_json_says_the_same_as_one_object_a_file(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = files(world, tmp_path)
    main([paths["pack"], paths["text"], "--json", "--vkey", world.log.vkeys()[0]])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(t["verdict"], t["subject"], t["reason"]) for t in told] == [
        ("valid", "pack", None),
        ("invalid", "file", "not-recognised"),
    ]


def test_a_vkey_with_a_lost_character_is_refused_in_words(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths, (vkey, _) = files(world, tmp_path), world.log.vkeys()
    for bad in (vkey[:-5] + vkey[-4:], vkey.replace("+", "-", 1), vkey[1:], vkey[:-6] + "AAAAA="):
        assert main([paths["pack"], "--vkey", bad]) == 2
        assert "bad key" in capsys.readouterr().err


def test_the_language_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert default_language() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert default_language() == "zh"


def test_it_runs_as_a_program_of_its_own_and_imports_nothing_of_the_rest(world: World, tmp_path: Path) -> None:
    paths = files(world, tmp_path)
    code = (
        "import sys; from handclasp.verify import main; code = main(sys.argv[1:]);"
        "print(sorted(m for m in sys.modules if m.startswith('handclasp.') and '.verify' not in m)); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, paths["pack"], "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == "[]"
    module = [sys.executable, "-m", "handclasp.verify", paths["pack"], "--lang", "zh"]
    assert "签名者未知" in subprocess.run(module, capture_output=True, text=True, check=False).stdout


# The customer's own signature


def said(fields: forge.Fields, world: World, opened: set[str] | None = None) -> Remark | None:
    log = forge.Log(witnesses=[forge.WITNESS])
    rec = log.append(CONVERSATION, fields)
    verdict = check(tamper.dump(log.receipt(rec, opened)), world.trust)
    return next((remark for remark, _ in verdict.remarks if remark.startswith("said-")), None)


def test_the_customers_signature_is_checked_over_the_words_as_typed(world: World) -> None:
    mask, hidden = "【身份证号 1101********002X】", "11010519491231002X"
    masked = signed_message(2, f"我的身份证 {hidden} 😀", f"我的身份证 {mask} 😀", mask, hidden)
    plain = signed_message(1, "你好", "你好")
    assert said(plain, world) is Remark.SAID_BY_KEY
    assert said(masked, world) is Remark.SAID_BY_KEY
    assert said(masked, world, set(masked) - {"original/0"}) is Remark.SAID_CLOSED
    assert said(plain, world, set(plain) - {"signature"}) is Remark.SAID_CLOSED
    assert said(plain, world, set(plain) - {"sent"}) is Remark.SAID_CLOSED
    assert said(forge.message("customer:x", 1, "hi"), world) is None


def test_a_customers_signature_that_does_not_fit_is_said(world: World) -> None:
    plain = signed_message(1, "你好", "你好")
    assert said(plain | {"body": ("text", "你坏")}, world) is Remark.SAID_WRONG
    assert said(plain | {"sent": ("time", 5)}, world) is Remark.SAID_WRONG
    assert said(plain | {"sent": ("time", -5)}, world) is Remark.SAID_WRONG
    bent: list[object] = [
        {},
        [],
        {"alg": "none"},
        plain["signature"][1] | {"alg": "RS256"},
        plain["signature"][1] | {"salt": None},
    ]
    for bad in bent:
        assert said(plain | {"signature": ("json", bad)}, world) is Remark.SAID_WRONG
    odd: list[object] = [
        5,
        [5],
        [{"at": 1, "original": 0}],
        [{"at": [1, "x"], "original": 0}],
        [{"at": [9, 1], "original": 0}],
    ]
    for spans in odd:
        assert said(plain | {"spans": ("json", spans)}, world) is Remark.SAID_WRONG


@pytest.mark.parametrize("head", [b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n"])
def test_a_file_that_is_still_encrypted_is_to_be_decrypted_first(
    head: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.zip.age"
    path.write_bytes(head + b"-> specimen")
    assert main([str(path), "--lang", "en"]) == 2
    assert "decrypt it with age first" in capsys.readouterr().err
    assert main([str(path), "--lang", "zh"]) == 2
    assert "请先用 age 解密" in capsys.readouterr().err
