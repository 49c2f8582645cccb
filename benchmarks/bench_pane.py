"""The article pane: keys, column changes and memory, from 5 kB to 10 MB.

    python benchmarks/bench_pane.py [SIZE_IN_MB...]

The real program in a pseudo-terminal with a highlight on every ninth word; see `pane_probe`.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from terminal import seconds_until, verdict

HERE = Path(__file__).parent
FEATURE = HERE.parent / "sample_texts" / "mile-zero-on-the-danube.txt"
SMALL = 0.005


def article_of(size: float) -> str:
    """A text of about `size` MB, made of the paragraphs of a feature."""
    text = FEATURE.read_text(encoding="utf-8")
    length = int(size * 1e6)
    return (text * (length // len(text) + 1))[:length]


def probe(folder: Path, size: float) -> dict[str, list[float]]:
    """What one run of the program saw."""
    home, out = folder / f"home{size}", folder / f"out{size}"
    os.environ.update(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"))
    article = folder / f"article-{size}.txt"
    article.write_text(article_of(size), encoding="utf-8")
    argv = [sys.executable, str(HERE / "pane_probe.py"), str(article), str(out)]
    seconds_until(argv, until=out.exists, patience=int(os.environ.get("PATIENCE", "180")))
    found: dict[str, list[float]] = json.loads(out.read_text())
    return found


def percentile(times: list[float], share: float) -> float:
    """The value that this share of `times` does not exceed."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> None:
    sizes = [float(size) for size in sys.argv[1:]] or [SMALL, 1.0, 10.0]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            found[size] = probe(Path(folder), size)
    keys = ("cursor", "page", "entity")
    print(f"{'ms, median (99 %)':<24}" + "".join(f"{size:>16g} MB" for size in sizes))
    for name in (*keys, *(f"{key} work" for key in keys), "column"):
        row = [found[size][name] for size in sizes]
        shown = (
            f"{1000 * statistics.median(t):8.1f} ({1000 * percentile(t, 0.99):6.1f})" for t in row
        )
        print(f"{name:<24}" + "   ".join(shown))
    print(f"{'memory, MB':<24}" + "".join(f"{found[size]['memory'][0]:>19.0f}" for size in sizes))
    print(f"{'spans':<24}" + "".join(f"{found[size]['spans'][0]:>19,}" for size in sizes))
    for size in sizes:
        every = [took for name in keys for took in found[size][name]]
        verdict(f"{size:g} MB: key to repaint, ms, median", 1000 * statistics.median(every), 8)
        verdict(f"{size:g} MB: key to repaint, ms, 99 %", 1000 * percentile(every, 0.99), 16)
    first, last = sizes[0], sizes[-1]
    ratio = [statistics.median([t for n in keys for t in found[s][n]]) for s in (last, first)]
    verdict(f"{last:g} MB / {first:g} MB, median", ratio[0] / ratio[1], 1.3)
    verdict(f"{last:g} MB: column change, ms", 1000 * statistics.median(found[last]["column"]), 50)
    more = found[last]["memory"][0] - found[first]["memory"][0]
    verdict(f"{last:g} MB: memory above {first:g} MB, MB", more, 100)


if __name__ == "__main__":
    main()
