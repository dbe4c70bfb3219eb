"""One target under fuzzing in a process of its own: `python -m tests.fuzz.child TARGET SECONDS SEED FOLDER`.

Handclasp's modules are instrumented as they are imported, so that mutation follows the branches they take. What breaks
a promise ends the process, and its input lies in the folder.
"""

from __future__ import annotations

import importlib
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import atheris
from tests.fuzz.targets import MODULES

if TYPE_CHECKING:
    from tests.fuzz.target import Target


def main(name: str, seconds: str, seed: str, folder: str) -> None:
    """Fuzz until the time is over."""
    # What the process that started us held at most counts as ours: the kernel hands it down.
    handed_down = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with atheris.instrument_imports(include=["handclasp"], enable_loader_override=False):
        target: Target = importlib.import_module(f"tests.fuzz.{MODULES[name]}").TARGETS[name]
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, made in enumerate(target.seeds()):
        (corpus / f"seed-{number:03}").write_bytes(made)
    options = (
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        f"-max_len={target.longest}",
        f"-artifact_prefix={folder}/",
        "-timeout=60",
        "-len_control=20",
        f"-rss_limit_mb={handed_down + 3000}",
        "-print_final_stats=1",
        "-verbosity=1",
    )
    atheris.Setup([sys.argv[0], str(corpus), *options], target.attack)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
