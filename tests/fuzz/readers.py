"""Coverage-guided fuzzing of each reader: no crash, no hang, no more than 512 MB.

python tests/fuzz/readers.py [NAME...]

Each reader gets `POSTIL_FUZZ_SECONDS`, 30 of them where nothing is said, in a process of its
own. What breaks one is kept as `crash-…` in the folder that is named then.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

SECONDS = int(os.environ.get("POSTIL_FUZZ_SECONDS", "30"))
MEGABYTES = 512
SLOWEST = 10
"""Seconds that one input may take."""


def fuzz(name: str, folder: str) -> None:
    """Fuzz one reader; does not come back."""
    import atheris

    with atheris.instrument_imports(include=["annotations.formats"]):
        from annotations.errors import FormatError
        from annotations.formats import registry
        from tests.fuzz.seeds import PIECES, mutated, read, seeds

        registry.reader(name)
        for seed in seeds(name):  # imports what is imported late
            read(name, seed)

    def one_input(data: bytes) -> None:
        try:
            read(name, data)
        except FormatError:
            return

    def mutate(data: bytes, largest: int, seed: int) -> bytes:
        if seed % 2:
            return mutated(data, random.Random(seed))[:largest]
        return atheris.Mutate(data, largest)

    corpus = Path(folder, "corpus")
    corpus.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = "".join(
        '"' + "".join(f"\\x{byte:02x}" for byte in piece[:60]) + '"\n' for piece in PIECES if piece
    )
    Path(folder, "dictionary").write_text(words)
    arguments = [
        sys.argv[0], f"-max_total_time={SECONDS}", f"-rss_limit_mb={MEGABYTES}",
        f"-timeout={SLOWEST}", f"-dict={folder}/dictionary", f"-artifact_prefix={folder}/",
        "-max_len=8192", "-print_final_stats=1", str(corpus),
    ]  # fmt: skip
    atheris.Setup(arguments, one_input, custom_mutator=mutate)
    atheris.Fuzz()


def main(names: list[str]) -> int:
    """Fuzz readers one after the other; how many broke."""
    from tests.fuzz.seeds import READERS

    broken = 0
    for name in names or READERS:
        folder = tempfile.mkdtemp(prefix=f"fuzz-{name}-")
        command = [sys.executable, __file__, "--one", name, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        told = [line for line in done.stderr.split("\n") if line.startswith("stat::")]
        stats = dict(line.split(": ", 1) for line in told)
        runs = stats.get("stat::number_of_executed_units", "?").strip()
        memory = stats.get("stat::peak_rss_mb", "?").strip()
        print(
            f"{name:18} {runs:>9} inputs {memory:>4} MB {'broken' if done.returncode else 'fine'}"
        )
        if done.returncode:
            broken += 1
            print(f"  see {folder}\n" + "\n".join(done.stdout.split("\n")[-12:]))
    return broken


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        fuzz(*sys.argv[2:4])
    else:
        sys.exit(min(main(sys.argv[1:]), 1))
