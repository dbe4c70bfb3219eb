"""The house's own promises: locks, workflow, walls, and that nothing is skipped in silence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def canonical(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def locked(name: str) -> dict[str, str]:
    """Package name → its lines in the lock."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return {canonical(line): line for line in text.splitlines() if line.strip()}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_no_path_and_no_option(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r"^-.*|.*://.*|.* @ .*|.*file:.*|^#.*|^/.*", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_exactly_and_has_hashes(lock: str) -> None:
    for line in locked(lock).values():
        assert re.match(r"[A-Za-z0-9._-]+==\S+", line), line
        assert "--hash=sha256:" in line, line


def test_what_the_project_needs_is_locked() -> None:
    assert {canonical(each) for each in PROJECT["project"]["dependencies"]} <= set(locked("requirements.lock"))
    assert {canonical(each) for each in PROJECT["dependency-groups"]["build"]} <= set(locked("requirements.lock"))
    assert {canonical(each) for each in PROJECT["dependency-groups"]["dev"]} <= set(locked("requirements-dev.lock"))


def test_both_locks_agree_where_they_name_the_same_package() -> None:
    running, testing = locked(LOCKS[0]), locked(LOCKS[1])
    for name in running.keys() & testing.keys():
        assert running[name].split()[0] == testing[name].split()[0]


def test_make_help_explains_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    said = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(phony[1].split()) == set(re.findall(r"^  make (\S+)", said, re.MULTILINE))


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_command_in_the_readme_exists(page: str) -> None:
    words = re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert words
    for target in words:
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_ci_runs_what_people_run() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")


def test_every_script_can_be_run_and_parses() -> None:
    for script in (each for each in (ROOT / "scripts").iterdir() if each.is_file() and not each.suffix):
        assert os.access(script, os.X_OK), script
        subprocess.run(["bash", "-n", script], check=True)


def test_every_room_has_its_walls() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    walls = {source for each in contracts for source in each["source_modules"]}
    (together,) = (each["forbidden_modules"] for each in contracts if "puts the rooms together" in each["name"])
    free = {"handclasp.__init__", "handclasp.__main__", "handclasp.logs", *together}
    rooms = {f"handclasp.{each.stem}" for each in (ROOT / "src/handclasp").iterdir() if _is_room(each)}
    assert rooms - free <= walls


def _is_room(path: Path) -> bool:
    return path.suffix == ".py" or (path / "__init__.py").is_file()


def test_verify_stands_alone() -> None:
    code = "import sys, handclasp.verify.page; print(*(m for m in sys.modules if m.startswith('handclasp.')))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert all(name.startswith("handclasp.verify") for name in done.stdout.split())


@pytest.mark.parametrize(
    "body",
    [
        "import pytest\ndef test_it():\n    pytest.skip('no')\n",
        "import pytest\npytest.skip('no', allow_module_level=True)\n",
        "import pytest\n@pytest.mark.skip\ndef test_it():\n    pass\n",
    ],
    ids=["in a test", "whole module", "by mark"],
)
@pytest.mark.parametrize("in_ci", [True, False])
def test_a_skipped_test_fails_in_ci_and_only_there(body: str, *, in_ci: bool, tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "test_skipping.py").write_text(body + "\n\ndef test_other():\n    pass\n")
    environment = {**os.environ, "CI": "true" if in_ci else ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert "skipped, which CI does not accept" in done.stdout or not in_ci
    assert (done.returncode in {0, 5}) is not in_ci


def test_setup_installs_nothing_whose_hash_is_not_locked() -> None:
    setup = (ROOT / "scripts/setup").read_text(encoding="utf-8")
    installs = re.findall(r"^  install (.*)$", setup, re.MULTILINE)
    assert installs
    assert all("--require-hashes" in each or each == "--no-build-isolation -e ." for each in installs)
    assert "--no-deps" in setup
