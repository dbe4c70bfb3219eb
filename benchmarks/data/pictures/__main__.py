"""Write labelled pictures and labels.json to a folder: python -m benchmarks.data.pictures --seed 3 OUTDIR."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.data.pictures import CONDITIONS, generate
from benchmarks.data.pictures.fonts import missing


def main() -> None:
    """Read the arguments, write the pictures and labels.json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.data.pictures", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-type", type=int, default=2)
    parser.add_argument("--negatives", type=int, default=30)
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=CONDITIONS)
    parser.add_argument("outdir", type=Path)
    options = parser.parse_args()
    if lacking := missing():
        parser.error(f"missing fonts (Debian: fonts-noto-cjk fonts-dejavu-core): {', '.join(map(str, lacking))}")
    options.outdir.mkdir(parents=True, exist_ok=True)
    labels = []
    made = generate(options.seed, options.per_type, options.negatives, options.conditions)
    for place, picture in enumerate(made):
        clean = picture.condition == "screenshot" and place % 3
        name = f"{place:05d}-{picture.type}-{picture.condition}.{'png' if clean else 'jpg'}"
        picture.image.save(options.outdir / name, quality=92)  # PNG knows no quality
        label = {key: getattr(picture, key) for key in ("type", "condition", "detail", "held")}
        found = [{"kind": field.kind, "box": field.box, "text": field.text} for field in picture.fields]
        labels.append({"file": name, **label, "size": picture.image.size, "fields": found})
    (options.outdir / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(labels)} pictures in {options.outdir}")


if __name__ == "__main__":
    main()
