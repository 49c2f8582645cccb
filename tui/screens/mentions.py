"""`MentionsScreen`: every mention of some entities, in its context."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import on, work
from textual.binding import Binding, BindingType
from textual.strip import Strip

from annotations.entities import Entity, EntityIndex, form_of
from annotations.errors import PostilError
from annotations.labels import LabelScheme, default_scheme
from annotations.search import hit_at
from tui.entity_reading import SLICE
from tui.screens.desk_words import plural, quoted
from tui.screens.entity_listing import Place
from tui.screens.table_screen import TableScreen
from tui.session import Session
from tui.terminal_text import fit, one_line, shorten
from tui.themes import Palette
from tui.widgets.bar import ink
from tui.widgets.concordance import in_context
from tui.widgets.row_list import RowList

WIDTH = 100
"""Characters of context on each side."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention in its context."""

    place: Place
    name: str
    """What to call its article."""
    day: str
    left: str
    form: str
    right: str
    label: str
    status: str


class MentionList(RowList[Mention]):
    """Mentions, aligned on the name."""

    scheme: LabelScheme = default_scheme()

    def draw(self, row: Mention, width: int, palette: Palette, *, on: bool, focused: bool) -> Strip:
        """The article, its date, the context with the name in the middle, and the label."""
        ground = palette.row if on else palette.page
        dim, text = ink(palette.dim, ground), ink(palette.text, ground)
        name, day, label = min(24, max(10, width // 7)), 11 if width >= 100 else 0, 12
        room = max(12, width - 2 - name - 1 - day - label - 1)
        before = room * 9 // 20
        hue = palette.label(self.scheme.get(row.label).color)
        named = text + ink(hue.text, hue.ground) + Style(bold=True)
        parts = (row.left, row.form, row.right)
        return Strip(
            [
                Segment("  " + fit(shorten(one_line(row.name), name), name) + " ", dim),
                Segment(fit(row.day, day), dim),
                *in_context(parts, before, room - before, text, named),
                Segment(" " + fit(one_line(row.label), label), dim),
            ]
        ).adjust_cell_length(width, text)


class MentionsScreen(TableScreen[Place]):
    """Answers with the mention to go to.

    Args:
        session: Knows what stands in each article.
        index: Where the entities are from.
        entities: Whose mentions.
        scheme: The labels.
        palette: The colours.
    """

    DEFAULT_CSS = """
    MentionsScreen #plots, MentionsScreen TableHead { display: none; }
    MentionsScreen MentionList { margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "go", "Go to it")]
    hints = (("⏎", "go to it"), ("j k", "down, up"), ("esc", "back"))

    def __init__(
        self,
        session: Session,
        index: EntityIndex,
        entities: Sequence[Entity],
        scheme: LabelScheme,
        palette: Palette,
    ) -> None:
        super().__init__(palette)
        self._session, self._index, self._entities = session, index, entities
        self._scheme = scheme
        self._mentions: list[Mention] = []
        self.complete = False
        """Whether all were found."""

    def table(self) -> MentionList:
        """The mentions."""
        return MentionList()

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one(MentionList).scheme = self._scheme
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        found = self._found()
        try:
            while not self.complete:
                self._mentions += await asyncio.to_thread(self._step, found)
                self.query_one(MentionList).show(self._mentions)
                self._tell()
        except PostilError as error:
            self.warn(str(error))
        self.changed_row()

    def _step(self, found: Iterator[Mention | None]) -> list[Mention]:
        """Look a little further; blocks."""
        until, mentions = monotonic() + SLICE, list[Mention]()
        while monotonic() < until:
            try:
                mention = next(found)
            except StopIteration:
                self.complete = True
                break
            if mention is not None:
                mentions.append(mention)
        return mentions

    def _found(self) -> Iterator[Mention | None]:
        forms = {form for entity in self._entities for form in entity.forms}
        places = sorted({place for entity in self._entities for place in entity.places})
        shown = self._session.article, self._session.annotations
        for place in places:
            named = self._index.articles[place]
            if named.article == shown[0].id:
                article, current = shown
            else:
                known = self._session.corpus.article(named.article)
                if known is None:
                    continue
                article, current = known, self._session.corpus.annotations(named.article)
            for a in current:
                if form_of(a) in forms:
                    hit = hit_at(article, *a.span.range, WIDTH)
                    yield Mention(Place(article.id, a.span.start), named.title, named.day,
                                  hit.left, hit.form, hit.right, a.span.label,
                                  str(a.status))  # fmt: skip
            yield None

    def _tell(self) -> None:
        names = [quoted(entity.name) for entity in self._entities[:3]]
        more = f" and {len(self._entities) - 3} more" if len(self._entities) > 3 else ""
        count = plural(len(self._mentions), "mention")
        self.title_is(", ".join(names) + more, "", count if self.complete else f"looking… {count}")

    def changed_row(self) -> None:
        """Say where it is, and what became of it."""
        row = self.query_one(MentionList).row
        if row is not None:
            self.say(one_line(row.name), f" · {one_line(row.label)} {row.status}", row.day)

    @on(RowList.Chosen)
    def action_go(self) -> None:
        """Open the article there."""
        row = self.query_one(MentionList).row
        if row is not None:
            self.dismiss(row.place)
