"""Human acts and key presses from a pipeline's output to gold annotations.

    python -m benchmarks.effort --data FOLDER

The gold corpora are re3d_names, gum_news_interview_names, wikigold and gmb_blocks as JSONL. Acts
are decisions; reading is not counted, wrong proposals are: each takes an act to undo. What is
compared with is a tool in which every mention is corrected alone, where an error of label and
boundary takes two acts.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from annotations.extraction import PredictionCache
from benchmarks.effort.baseline import acts, errors
from benchmarks.effort.corpora import SCHEMES, Task, key, load
from benchmarks.effort.ways import WAYS, Cost, annotate

EACH, ON_AVERAGE, KEYS = 0.72, 0.66, 0.9
MISSED: list[str] = []


def report(what: str, figure: float, limit: float, detail: str) -> None:
    met = figure <= limit
    print(
        f"{what:58} {figure:8.2f} x   at most {limit:g}   {'met' if met else 'MISSED'}   {detail}"
    )
    if not met:
        MISSED.append(what)


def default_data() -> Path:
    """The folder with the gold corpora: beside the project's, unless it is named."""
    named = os.environ.get("POSTIL_DATA")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "data"


def measure(corpus: str, tasks: list[Task], examples: int) -> tuple[float, float]:
    """One corpus in every way; the ratio of acts and the keys, everything on."""
    found: Counter[str] = Counter()
    for task in tasks:
        found += errors([key(span) for span in task.predictions.spans], task.gold)
    gold = sum(len(task.gold) for task in tasks)
    alone = 100 * acts(found) / gold
    kinds = ", ".join(f"{kind} {100 * n / gold:.1f}" for kind, n in sorted(found.items()))
    print(f"\n{corpus}: {len(tasks)} articles, {gold:,} entities")
    print(f"  {'way':28} {'acts per 100 gold':>18} {'keys per gold':>14}")
    print(f"  {'(b) one by one, alone':28} {alone:18.1f} {'':>14}   {kinds}")
    for way in WAYS:
        cost = annotate(tasks, SCHEMES[corpus], way)
        print(f"  {way.name:28} {cost.per_hundred():18.1f} {cost.keys():14.2f}   {_kinds(cost)}")
    _proposals(cost, examples)
    ratio = cost.per_hundred() / alone
    report(f"{corpus}: everything on / (b)", ratio, EACH, f"{cost.per_hundred():.1f} acts")
    return ratio, cost.keys()


def _kinds(cost: Cost) -> str:
    kinds = [f"{kind} {100 * n / cost.gold:.1f}" for kind, n in sorted(cost.acts.items()) if n]
    moving = f"moving {cost.moving / cost.gold:.2f}, acting {cost.acting / cost.gold:.2f}"
    return f"{', '.join(kinds)}; {moving}"


def _proposals(cost: Cost, examples: int) -> None:
    for kind in sorted({kind for kind, _ in cost.proposals}):
        right, wrong = cost.proposals[kind, True], cost.proposals[kind, False]
        print(f"  the memory {kind:12} {right + wrong:6,}, wrong {wrong / (right + wrong):4.0%}")
    for example in cost.examples[:: max(1, len(cost.examples) // max(1, examples))][:examples]:
        print(f"    wrong: {example}")
    print(f"  proposing {cost.proposing:.1f} s, learning {cost.learning:.1f} s")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.effort", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("corpora", nargs="*", help=f"of {', '.join(SCHEMES)}")
    parser.add_argument("--data", type=Path, default=default_data())
    parser.add_argument("--cache", type=Path, help="where predictions are kept between runs")
    parser.add_argument("--articles", type=int, help="of each corpus only so many")
    parser.add_argument("--examples", type=int, default=3, help="wrong proposals to show")
    options = parser.parse_args()
    chosen = options.corpora or [c for c in SCHEMES if (options.data / f"{c}.jsonl").exists()]
    if not chosen:
        print(f"no gold corpora in {options.data}; name their folder with --data")
        return 0
    folder = options.cache or Path(tempfile.gettempdir()) / "postil-effort"
    cache = PredictionCache(folder)
    figures = []
    for corpus in chosen:
        tasks = load(options.data, corpus, cache)[: options.articles]
        figures.append(measure(corpus, tasks, options.examples))
    print()
    ratios, keys = zip(*figures, strict=True)
    report("on average: everything on / (b)", sum(ratios) / len(ratios), ON_AVERAGE, "")
    shown = ", ".join(f"{figure:.2f}" for figure in keys)
    report("key presses per gold entity, on average", sum(keys) / len(keys), KEYS, shown)
    print("\nall met" if not MISSED else f"\nmissed: {', '.join(MISSED)}")
    return bool(MISSED)


if __name__ == "__main__":
    sys.exit(main())
