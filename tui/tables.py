"""Tables on standard output: aligned on a terminal, tabs in a pipe, JSON or CSV when asked."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterable, Sequence

import click
from rich.cells import cell_len

from tui.terminal_text import fit, one_line

Cell = str | int | float | bool | None
Row = Sequence[Cell]
_READABLE = 16
"""Cells in which most texts can be told apart."""
_NARROWEST = 8
"""Cells that a column of text keeps on a terminal, however little room there is."""


def print_table(
    table: Iterable[Row], names: Sequence[str], *, as_json: bool = False, as_csv: bool = False,
    least: Sequence[str] = (),
) -> None:  # fmt: skip
    """Print rows under their names.

    Args:
        table: The rows; their texts may be untrusted.
        names: The columns.
        as_json: A list of objects, in ASCII.
        as_csv: Commas, and a first line with the names; texts as they are where a program reads.
        least: Columns that a narrow terminal does without, the first one first; and any does when
            nothing stands in them.
    """
    found = [tuple(row) for row in table]
    if as_json:
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in found], indent=1))
    elif as_csv:
        click.echo(comma_separated(found, names), nl=False)
    elif sys.stdout.isatty():
        _aligned(*_fitting(found, names, least))
    else:
        for row in found:
            click.echo("\t".join(one_line(shown(cell)) for cell in row))


def comma_separated(table: Iterable[Row], names: Sequence[str]) -> str:
    """The rows as CSV, with nothing in it that a terminal would obey."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([one_line(shown(cell)) for cell in row] for row in table)
    return out.getvalue()


def shown(cell: Cell) -> str:
    """A cell as text: fractions with three digits, truths as their presence."""
    if cell is None or cell is False:
        return ""
    if cell is True:
        return "yes"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _fitting(
    table: Sequence[Row], names: Sequence[str], least: Sequence[str]
) -> tuple[Sequence[Row], Sequence[str]]:
    """The table with as many of its columns as the window has room for."""
    empty = [n for n in least if not any(shown(row[names.index(n)]) for row in table)]
    waiting = [*empty, *(name for name in least if name not in empty)]
    room, kept = shutil.get_terminal_size().columns, list(names)
    while waiting and (waiting[0] in empty or _least_width(table, names, kept) > room):
        kept.remove(waiting.pop(0))
    places = [names.index(name) for name in kept]
    return [[row[place] for place in places] for row in table], kept


def _least_width(table: Sequence[Row], names: Sequence[str], kept: Sequence[str]) -> int:
    """The cells that columns need so that their texts can be told apart."""
    total = 2 * (len(kept) - 1)
    for name in kept:
        cells = [row[names.index(name)] for row in table]
        width = max((cell_len(one_line(shown(cell))) for cell in cells), default=0)
        is_text = not all(map(_is_number, cells))
        total += max(len(name), min(width, _READABLE) if is_text else width)
    return total


def _aligned(table: Sequence[Row], names: Sequence[str]) -> None:
    """Columns under their names, numbers flush right, the widest texts shortened to the window."""
    lines = [[one_line(shown(cell)) for cell in row] for row in table]
    right = [bool(table) and all(_is_number(row[i]) for row in table) for i in range(len(names))]
    widths = _widths([list(names), *lines], shutil.get_terminal_size().columns, right)
    click.secho(_line(list(names), widths, right), dim=True)
    for line in lines:
        click.echo(_line(line, widths, right))


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _widths(lines: list[list[str]], room: int, right: list[bool]) -> list[int]:
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(right))]
    room -= 2 * (len(widths) - 1)
    while sum(widths) > room:
        texts = [i for i, width in enumerate(widths) if not right[i] and width > _NARROWEST]
        if not texts:
            break
        widths[max(texts, key=widths.__getitem__)] -= 1
    return widths


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    parts = [
        " " * (width - cell_len(cell)) + cell if flush else fit(cell, width)
        for cell, width, flush in zip(cells, widths, right, strict=True)
    ]
    return "  ".join(parts).rstrip()
