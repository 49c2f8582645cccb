"""Files that were damaged at random: the store is right, or it says that it is not."""

from __future__ import annotations

import random
from collections import Counter
from itertools import accumulate

from annotations.store import Database, StoreError
from tests.annotations.store.model import PATH, ROUNDS, STEPS, Clock, Day, after, content
from tests.annotations.store.simulated_disk import Disk, SimulatedFiles

CORRUPTIONS = 20_000 * ROUNDS

STATES = list(accumulate(STEPS, after, initial={}))


def disks():
    """Return the disk after each step of a day."""
    files = SimulatedFiles(Disk())
    day = Day(files)
    found = []
    for step in STEPS:
        step(day)
        found.append(files.disk.copy())
    return found


def flip_a_bit(data, choose):
    place = choose.randrange(len(data))
    data[place] ^= 1 << choose.randrange(8)


def change_a_byte(data, choose):
    data[choose.randrange(len(data))] = choose.randrange(256)


def change_a_digit(data, choose):
    digits = [place for place, byte in enumerate(data) if chr(byte).isdigit()]
    if digits:
        data[choose.choice(digits)] = ord(choose.choice("0123456789"))


def cut_off(data, choose):
    del data[choose.randrange(len(data)) :]


def zero_a_run(data, choose):
    start = choose.randrange(len(data))
    end = min(len(data), start + choose.choice([1, 16, 512]))
    data[start:end] = bytes(end - start)


def insert_bytes(data, choose):
    place = choose.randrange(len(data) + 1)
    data[place:place] = choose.randbytes(choose.randint(1, 20))


def remove_a_run(data, choose):
    start = choose.randrange(len(data))
    del data[start : start + choose.choice([1, 2, 30, 200])]


def repeat_a_run(data, choose):
    start = choose.randrange(len(data))
    run = data[start : start + choose.choice([1, 30, 200])]
    data[start:start] = run


def repeat_a_line(data, choose):
    lines = data.splitlines(keepends=True)
    place = choose.randrange(len(lines))
    lines.insert(choose.randrange(len(lines) + 1), lines[place])
    data[:] = b"".join(lines)


def remove_a_line(data, choose):
    lines = data.splitlines(keepends=True)
    del lines[choose.randrange(len(lines))]
    data[:] = b"".join(lines)


def swap_lines(data, choose):
    lines = data.splitlines(keepends=True)
    choose.shuffle(lines)
    data[:] = b"".join(lines)


DAMAGES = [
    flip_a_bit,
    change_a_byte,
    change_a_digit,
    cut_off,
    zero_a_run,
    insert_bytes,
    remove_a_run,
    repeat_a_run,
    repeat_a_line,
    remove_a_line,
    swap_lines,
]


def verdict(disk, truth, earlier):
    """Return how a store with a damaged file presents itself."""
    try:
        db = Database(PATH, files=SimulatedFiles(disk, process=2), clock=Clock())
        found = content(db)
    except StoreError:
        return "refused"
    if found == truth:
        return "right"
    if db.notices:
        assert not any("\n" in notice for notice in db.notices)
        return "told"
    return "older" if found in earlier else "silently wrong"


def test_no_damage_is_passed_over_in_silence():
    verdicts, days = Counter(), disks()
    for number in range(CORRUPTIONS):
        choose = random.Random(number)
        step = choose.randrange(len(days))
        disk = days[step].copy()
        victim = choose.choice([name for name in sorted(disk.names) if not name.endswith(".lock")])
        original = bytes(disk.names[victim].data)
        damage = choose.choice(DAMAGES)
        damage(disk.names[victim].data, choose)
        if choose.random() < 0.5:  # by a program; else by the disk, and nobody wrote the file
            disk.names[victim].mtime += 1
        damaged = bytes(disk.names[victim].data)
        found = verdict(disk, STATES[step + 1], STATES[: step + 1])
        assert found != "silently wrong", (number, damage.__name__, victim)
        if found == "older":
            # A journal that ends early, between two lines, looks like one that was never longer.
            assert victim.endswith(".journal"), number
            assert original.startswith(damaged), number
        verdicts[found] += 1
    assert verdicts["right"] + verdicts["told"] > CORRUPTIONS * 0.95
