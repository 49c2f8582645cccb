"""Formats that are only written: pages, patterns, tables and graphs of relations."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from annotations.formats import markup, registry
from annotations.formats.base import Feature
from annotations.formats.document import Document
from annotations.formats.marks import pieces
from tests.annotations.formats.documents import document, documents, reviewed
from tests.annotations.formats.round_trips import written

CROSSING = document("New York City Hall", (0, 13, "GPE"), (4, 18, "FAC"), (9, 13, "X"))


def page(name: str, *chosen: Document) -> str:
    return written(registry.get(name), *chosen)[0].decode()


class TestPieces:
    @given(documents())
    def test_have_all_the_text_and_marks_that_nest(self, chosen):
        text, stack = "", []
        marked: dict[str, set[int]] = {a.id: set() for a in chosen.annotations}
        for piece in pieces(chosen.article.text, chosen.annotations):
            if piece.opens:
                stack.append(piece.opens.id)
            elif piece.closes:
                assert stack.pop() == piece.closes.id
            for id in stack:
                marked[id] |= set(range(len(text), len(text) + len(piece.text)))
            text += piece.text
        assert (text, stack) == (chosen.article.text, [])
        assert marked == {a.id: set(range(*a.span.range)) for a in chosen.annotations}

    def test_end_for_good_once(self):
        last = [p.closes.span.label for p in pieces("New York City Hall", CROSSING.annotations)
                if p.last]  # fmt: skip
        assert sorted(last) == ["FAC", "GPE", "X"]


class Seen(HTMLParser):
    """What a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self._inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self._inside.append(tag if dict(attrs).get("class") != "text" else "TEXT")
        if tag in ("meta", "link", "br"):
            self._inside.pop()

    def handle_endtag(self, tag):
        self._inside.pop()

    def handle_data(self, data):
        if "TEXT" in self._inside and "small" not in self._inside:
            self.text.append(data)


class TestHtml:
    @settings(max_examples=50)
    @given(documents())
    def test_shows_the_text_and_nothing_else_of_it_acts(self, chosen):
        seen = Seen(page("html", chosen))
        text = markup._FORBIDDEN.sub("\ufffd", chosen.article.text)
        assert "".join(seen.text) == text
        assert set(seen.tags) <= {
            "html", "head", "meta", "title", "style", "body", "article", "h1", "p", "ul", "li",
            "mark", "small", "div", "table", "tr", "th", "td", "a",
        }  # fmt: skip
        assert not {name for name in seen.attributes if name.startswith("on") or name == "style"}

    @pytest.mark.parametrize(
        "bad", ["<script>x</script>", "</div><img src=x>", '"><b onclick="x">']
    )
    def test_escapes_what_would_act_everywhere(self, bad):
        chosen = document(bad, (0, len(bad), bad), title=bad, byline=bad, source=bad, language=bad)
        assert bad not in page("html", chosen)

    def test_allows_nothing_but_its_own_style(self):
        found = page("html", CROSSING)
        assert "default-src 'none'; style-src 'sha256-" in found
        assert "<script" not in found
        assert "http://" not in found.replace("http://www", "")

    def test_a_script_is_no_link(self):
        chosen = Document.of(*reviewed())
        assert "javascript:" not in page("html", chosen)
        assert page("html", chosen).count("<a ") == 0

    def test_crossing_spans_are_both_shown_to_their_ends(self):
        found = page("html", CROSSING)
        assert found.count("<small>GPE</small>") == found.count("<small>FAC</small>") == 1
        assert written(registry.get("html"), CROSSING)[1].serious.counts == {}


class TestMarkdown:
    def test_of_an_article(self):
        found = page("markdown", Document.of(*reviewed()))
        assert "**Donald Lu** `PERSON` is in **Dushanbe** `GPE`\\." in found
        assert "- Donald Lu → *visits* → Dushanbe" in found
        assert "| plov | FOOD | 40 | 44 | predicted |" in found

    def test_escapes_marks_and_elements(self):
        found = page("markdown", document("# *a* <b> [x](y)\n    code `c` | d"))
        assert "\\# \\*a\\* &lt;b\\> \\[x\\]\\(y\\)  \ncode \\`c\\` \\| d" in found

    def test_a_table_row_is_one_line(self):
        chosen = document("a|b\nc", (0, 5, "X"))
        assert "| a\\|b c | X | 0 | 5 | added | ann |  |  |\n" in page("markdown", chosen)


class TestPatterns:
    def test_each_surface_once_with_its_link(self):
        two = [Document.of(*reviewed()), document("Dushanbe", (0, 8, "GPE"))]
        found = [json.loads(line) for line in page("patterns", *two).split("\n") if line]
        assert {"label": "GPE", "pattern": "Dushanbe", "id": "Q9365"} in found
        assert len(found) == len({(one["label"], one["pattern"]) for one in found}) == 5

    def test_say_when_a_surface_has_two_labels(self):
        two = [document("Paris", (0, 5, "GPE")), document("Paris!", (0, 5, "PERSON"))]
        report = written(registry.get("patterns"), *two)[1]
        assert report.counts[Feature.LABELS] == 1


class TestRelations:
    def test_a_row_each(self):
        [row] = csv.DictReader(io.StringIO(page("relations", Document.of(*reviewed()))))
        assert (row["from_text"], row["relation"], row["to_text"]) == (
            "Donald Lu", "visits", "Dushanbe",
        )  # fmt: skip
        assert row["to_link"] == "Q9365"

    def test_formulas_are_not_run(self):
        chosen = Document.of(*reviewed())
        assert "\n=" not in page("relations", chosen)

    @settings(max_examples=40)
    @given(documents())
    def test_a_graph_has_a_node_for_each_entity_and_an_edge_for_each_relation(self, chosen):
        root = markup.parse(page("graphml", chosen).encode())
        nodes = {node.get("id") for node in markup.find_all(root, "node")}
        edges = list(markup.find_all(root, "edge"))
        assert len(nodes) == len(chosen.annotations)
        assert len(edges) == len(chosen.relations)
        assert all({edge.get("source"), edge.get("target")} <= nodes for edge in edges)
