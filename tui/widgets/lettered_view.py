"""`LetteredView`: an article whose places wear letters to go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.segment import Segment
from textual.geometry import Size
from textual.reactive import var
from textual.strip import Strip

from annotations.annotation_set import AnnotationSet
from annotations.article import Article
from annotations.landmarks import landmarks
from annotations.span import Range
from tui.page.layout import Row
from tui.page.letters import lettered, narrowed
from tui.widgets.article_view import ArticleView
from tui.widgets.bar import ink


class LetteredView(ArticleView):
    """Draws a letter before each place in view that may want a decision, while there are any."""

    alphabet: var[str] = var("", init=False)
    """What the letters are taken from; empty for none."""
    doubts: var[Sequence[Range]] = var((), init=False)
    """Where the memory is not sure, the least sure first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.letters: Mapping[int, str] = {}
        """What is to be typed for each place in view."""
        self._codes: dict[int, str] = {}
        self._typed = ""
        self._top = -1

    def typed(self, letter: str) -> int | None:
        """Where a letter that was typed leads; None while more is to be typed, or nowhere.

        Args:
            letter: A small letter.
        """
        left = narrowed(self._codes, self._typed + letter)
        self._typed = self._typed + letter if "" not in left.values() and left else ""
        self._wear(left if self._typed else self._codes)
        return next((place for place, rest in left.items() if not rest), None)

    def watch_alphabet(self) -> None:
        """Letters come, go, or are others."""
        self._codes = {}
        self.letter()

    def watch_doubts(self) -> None:
        """Other places are doubtful."""
        self.letter()

    def watch_article(self, article: Article) -> None:
        """Another article."""
        self._codes, self.letters = {}, {}
        self.set_reactive(LetteredView.doubts, ())
        super().watch_article(article)
        self.letter()

    def watch_annotations(self, old: AnnotationSet, new: AnnotationSet) -> None:
        """Other annotations: other places want a decision."""
        super().watch_annotations(old, new)
        self.letter()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other places are in view."""
        super().watch_scroll_y(old_value, new_value)
        self.letter()

    def watch_virtual_size(self, virtual_size: Size) -> None:
        """Rows were laid out anew."""
        self.letter()

    def letter(self) -> None:
        """Give the places in view their letters; those that stay in view keep theirs."""
        self._typed = ""
        if not self.alphabet or not self.size.height or not self.article.text:
            self._codes = {}
        else:
            top = self.scroll_offset.y
            last = self._page.row(top + self.size.height - 1)
            extent = self.top_offset, last.end if last else len(self.article.text)
            places = landmarks(
                self.annotations, self.tokens, self.article.text, extent, self.doubts
            )
            kept = self._codes if top == self._top else {}
            self._codes, self._top = lettered(places, self.alphabet, kept), top
        self._wear(self._codes)

    def _wear(self, letters: Mapping[int, str]) -> None:
        before, self.letters = self.letters, dict(letters)
        for place in before.keys() ^ self.letters.keys() | {
            p for p in before.keys() & self.letters.keys() if before[p] != self.letters[p]
        }:
            if place < len(self.article.text):
                self.redraw((place, place + 1))

    def draw(self, row: Row) -> Strip:
        """A row of text, with the letters of its places before them."""
        strip, palette = super().draw(row), self.palette
        if palette is None:
            return strip
        whole = ink(palette.on_found, ground=palette.found, bold=True)
        begun = ink(palette.dim, ground=palette.page)
        for place in sorted(p for p in self.letters if row.start <= p < row.end):
            cell = self._margin + self._page.cell_of(place)[0]
            at = max(0, cell - 1)
            code = self.letters[place]
            letter = Segment(code[0], whole if len(code) == 1 else begun)
            strip = Strip.join([strip.crop(0, at), Strip([letter], 1), strip.crop(at + 1)])
        return strip
