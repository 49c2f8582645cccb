"""What became of the annotations of an earlier text: the offer to carry them over, and the list."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.getters import query_one
from textual.style import Style
from textual.widgets import Static

from annotations.anchoring import Revision, Verdict, surroundings
from annotations.span import Span
from tui.page.geometry import LOW
from tui.screens.dialog import Dialog
from tui.terminal_text import one_line, shorten
from tui.themes import Palette
from tui.widgets.row_list import RowList
from tui.widgets.traced_list import TracedList

MEANING = {
    Verdict.KEPT: "nothing changed around them",
    Verdict.MOVED: "found again where something changed",
    Verdict.UNSURE: "there may be a place for them",
    Verdict.LOST: "not found",
}
"""What became of annotations, in words."""
ORDER = (Verdict.MOVED, Verdict.UNSURE, Verdict.LOST, Verdict.KEPT)
"""How they are listed: what has to be looked at first."""

HEIGHTS = [(0, "-low"), (LOW, "-high")]
"""Rows from which the dialogs look otherwise."""


class EarlierTextOffer(Dialog[str]):
    """Says what became of them and asks what to do; answers `carry` or `look`.

    Args:
        name: What the article is called.
        revision: What became of them.
        palette: The theme's colours.
    """

    DEFAULT_CSS = """
    EarlierTextOffer #counts { text-wrap: nowrap; text-overflow: ellipsis; }
    EarlierTextOffer.-low > Vertical { max-height: 100%; padding: 0 1; }
    EarlierTextOffer.-low Vertical > * { margin: 0; }
    EarlierTextOffer.-low .hint { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter", "carry", "Carry over"),
        ("l", "dismiss('look')", "Look at them"),
    ]

    def __init__(self, name: str, revision: Revision, palette: Palette) -> None:
        self._kept = len(revision.of(Verdict.KEPT))
        carry = f"⏎ carry over the {self._kept:,} · " if self._kept else "⏎ "
        look = "l look at them" if self._kept else "look at them"
        super().__init__(f"{name} changed since it was annotated", f"{carry}{look} · esc not now")
        self.VERTICAL_BREAKPOINTS = HEIGHTS
        self._revision, self._palette = revision, palette

    def body(self) -> ComposeResult:
        """How many became what."""
        yield Static(self._counts(), id="counts")

    def _counts(self) -> Content:
        strong = Style(foreground=self._palette.text, bold=True)
        dim = Style(foreground=self._palette.dim)
        parts: list[tuple[str, Style]] = []
        for verdict, meaning in MEANING.items():
            count = len(self._revision.of(verdict))
            tone = strong if count else dim
            parts += [(f"{count:>5,}  {verdict:<8}", tone), (f"{meaning}\n", dim)]
        return Content.assemble(*parts).rstrip()

    def action_carry(self) -> None:
        """Carry over what is kept; look at the rest when nothing is."""
        self.dismiss("carry" if self._kept else "look")


class EarlierTextList(Dialog[frozenset[str]]):
    """Lists them with what stood around them and what does now; answers with those to carry.

    Args:
        name: What the article is called.
        revision: What became of them.
        palette: The theme's colours.
        read_only: Whether nothing can be carried.
    """

    AUTO_FOCUS = "TracedList"
    DEFAULT_CSS = """
    EarlierTextList > Vertical { width: 92; max-height: 96%; }
    EarlierTextList #then, EarlierTextList #now { height: 2; margin-top: 1; }
    EarlierTextList.-low > Vertical { max-height: 100%; padding: 0 1; }
    EarlierTextList.-low Vertical > * { margin: 0; }
    EarlierTextList.-low .hint { display: block; }
    EarlierTextList.-low #then { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("a", "take(True)", "Take"),
        ("x", "take(False)", "Leave"),
        ("A", "take_moved", "Take all that moved"),
        ("enter", "carry", "Carry over"),
        ("q", "dismiss(None)", "Back"),
    ]

    traced = query_one(TracedList)

    def __init__(
        self, name: str, revision: Revision, palette: Palette, *, read_only: bool = False
    ) -> None:
        hint = "the store is read-only: nothing can be carried over · esc back"
        super().__init__(f"{name} · decided about its earlier text", hint)
        self.VERTICAL_BREAKPOINTS = HEIGHTS
        self._revision, self._palette, self._read_only = revision, palette, read_only
        self._listed = [one for verdict in ORDER for one in revision.of(verdict)]

    def body(self) -> ComposeResult:
        """The list, and the two contexts."""
        yield TracedList()
        yield Static(id="then")
        yield Static(id="now")

    def on_mount(self) -> None:
        """List them."""
        self.traced.palette = self._palette
        self.traced.show_traced(self._listed)
        self._show_contexts()
        self._tell_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for the contexts and the keys."""
        room = event.size.height - (7 if event.size.height < LOW else 14)
        self.traced.styles.height = max(1, min(len(self._listed), room))

    def _tell_keys(self) -> None:
        if not self._read_only:
            carry = f"⏎ carry over {len(self.traced.taken):,}"
            keys = f"a take · x leave · A take what moved · {carry} · esc back"
            self.query_one(".hint", Static).update(Content(keys))

    @on(RowList.Highlighted)
    def _show_contexts(self) -> None:
        row = self.traced.row
        if row is None:
            return
        one = self._listed[row.place]
        self.query_one("#then", Static).update(
            self._around("then", self._revision.old.text, one.anchored.old)
        )
        self.query_one("#now", Static).update(
            self._around("now", self._revision.new.text, one.anchored.found)
        )

    def _around(self, when: str, text: str, span: Span | None) -> Content:
        """Where a span stands, in the middle of what is around it."""
        palette = self._palette
        dim, strong = Style(foreground=palette.dim), Style(foreground=palette.title, bold=True)
        head = (f"{when:<6}", Style(foreground=palette.accent))
        if span is None:
            return Content.assemble(head, ("not found", dim))
        before, after = surroundings(text, *span.range, AROUND)
        before, after = before.rpartition("\n")[2], after.partition("\n")[0]
        return Content.assemble(
            head,
            ("…" * (len(before) == AROUND) + one_line(before), dim),
            (shorten(one_line(span.text), LONGEST), strong),
            (one_line(after) + "…" * (len(after) == AROUND), dim),
        )

    def action_take(self, taken: bool) -> None:
        """Take or leave the one under the cursor."""
        self.traced.take(taken=taken)
        self._tell_keys()

    @on(RowList.Chosen)
    def _toggle(self) -> None:
        row = self.traced.row
        self.action_take(row is not None and not row.taken)

    def action_take_moved(self) -> None:
        """Take all whose words were found."""
        self.traced.take_moved()
        self._tell_keys()

    def action_carry(self) -> None:
        """Answer with those that are taken."""
        taken = frozenset(self._listed[place].id for place in self.traced.taken)
        self.dismiss(None if self._read_only or not taken else taken)


AROUND, LONGEST = 36, 60
"""Characters of context on each side; cells of the words themselves."""
