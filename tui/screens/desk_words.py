"""What the desk says: the status line and the hints, from the state alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from annotations.annotation_set import Annotation, AnnotationSet
from annotations.article import Article
from annotations.corrections import Correction, Kind
from annotations.decisions import Decision, Scope, count_mentions
from annotations.predictions import MEMORY
from annotations.structure import minutes, words
from tui.commands import BY_ID, shown_key
from tui.terminal_text import one_line, shorten
from tui.widgets.hint_bar import Hint

LONGEST_SURFACE = 40
"""Cells of a surface in the status line."""


def quoted(surface: str) -> str:
    """A surface in quotation marks, short enough for a line."""
    return f"“{shorten(one_line(surface), LONGEST_SURFACE)}”"


def plural(count: int, noun: str) -> str:
    """`1 mention`, `3 mentions`, `2 matches`."""
    ending = "" if count == 1 else "es" if noun.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{count:,} {noun}{ending}"


def about_annotation(current: AnnotationSet, annotation: Annotation) -> str:
    """What there is to say of the annotation under the cursor."""
    parts = [
        f"{one_line(annotation.span.label)} {annotation.status}",
        plural(count_mentions(current, annotation), "mention"),
    ]
    if annotation.conflict:
        parts.append("annotators disagree")
    if annotation.link:
        parts.append(f"= {shorten(one_line(annotation.link), 24)}")
    if annotation.note:
        parts.append(f"note: {shorten(one_line(annotation.note), 40)}")
    if annotation.annotator:
        parts.append(f"by {one_line(annotation.annotator)}")
    return " · ".join([*parts, *_who_said(annotation)])


def _who_said(annotation: Annotation) -> list[str]:
    """Who predicted an annotation: `NORP by en_core_web_sm`, `from memory; … said NORP`."""
    predicted, pipeline = annotation.predicted, annotation.pipeline
    if predicted is None or pipeline is None:
        return []
    name, label = one_line(str(pipeline)), one_line(predicted.label)
    if annotation.proposal is not None and not annotation.reviewed:
        moved = predicted.range != annotation.span.range
        surface = f"{quoted(predicted.text)} " if moved else ""
        return [f"from memory; {name} said {surface}{label}"]
    was = f"{label} " if predicted.label != annotation.span.label else ""
    return [f"{was}from memory" if pipeline.name == MEMORY else f"{was}by {name}"]


_words = lru_cache(maxsize=4)(words)


def reading(article: Article, top: int, position: float) -> str:
    """How much there is to read, how long that will take, and how far the reader has come.

    Args:
        article: What is read.
        top: The first offset in view: what is above it was read.
        position: How much of the article lies above the bottom of the view, 0 to 1.
    """
    count = _words(article.text)
    left = minutes(round(count * (1 - top / max(1, len(article.text)))))
    return f"{count:,} words · {left} min left · {position:.0%}"


_DONE = {
    Kind.ACCEPT: "accepted",
    Kind.REJECT: "rejected",
    Kind.RESIZE: "resized",
    Kind.ADD: "added",
    Kind.RELABEL: "",
    Kind.NOTE: "noted",
    Kind.LINK: "linked",
    Kind.STATUS: "article done",
    Kind.RELATE: "related",
    Kind.UNRELATE: "relation deleted",
    Kind.TAG: "tagged",
    Kind.UNTAG: "tag taken away",
    Kind.FLAG: "flag",
}


def about_decision(decision: Decision, scope: Scope, only_here: str) -> tuple[str, str]:
    """What a decision did: the surface, and what became of it."""
    change = decision.changes[0]
    span = change.after or change.before
    if span is None:
        return "", _DONE.get(change.kind, str(change.kind))
    if change.kind is Kind.RELABEL and change.before:
        done = f"{one_line(change.before.label)} → {one_line(span.label)}"
    else:
        done = " ".join(filter(None, (one_line(span.label), _DONE.get(change.kind, ""))))
    parts = [done]
    if decision.mentions > 1:
        parts.append(plural(decision.mentions, "mention"))
        if scope is Scope.ARTICLE:
            parts.append(f"{only_here} only this one")
    return quoted(span.text), " · ".join(parts)


def about_undo(act: Sequence[Correction], word: str) -> tuple[str, str]:
    """What undo or redo was about: the surface, and what was done to how many mentions."""
    if not act:
        return "", f"nothing to {word}"
    first = next((event for event in act if event.kind is not Kind.UNDO), act[0])
    if first.carried:
        return "", f"{word}: what was carried over from the earlier text"
    span = first.change.after or first.change.before
    mentions = sum(event.kind is first.kind for event in act)
    said = f"{word}: {first.kind}" + (f" · {plural(mentions, 'mention')}" if mentions > 1 else "")
    return quoted(span.text) if span else "", said


class Hints:
    """What the keys would do, with the user's keys.

    Args:
        keymap: The user's keys by command id.
    """

    def __init__(self, keymap: Mapping[str, str]) -> None:
        self._keymap = keymap

    def key(self, id: str) -> str:
        """The first key of a command, as people write it."""
        return shown_key(self._keymap.get(id, BY_ID[id].keys).split(",")[0])

    def _hint(self, ids: str, does: str) -> Hint:
        return " ".join(self.key(id) for id in ids.split()), does

    def for_annotation(self, annotation: Annotation) -> tuple[Hint, ...]:
        """On an entity."""
        judge = [] if annotation.reviewed else [self._hint("judge.accept", "accept")]
        return (
            *judge,
            self._hint("judge.reject", "reject" if annotation.predicted else "delete"),
            ("1-9", "label"),
            self._hint("judge.left_out judge.right_out", "edges"),
            self._hint("judge.next_edges", "likely edges"),
            self._hint("entity.next_new", "next new"),
            self._hint("judge.undo", "undo"),
            self._hint("article.done", "done"),
            self._hint("judge.note", "note"),
            self._hint("app.help", "help"),
        )

    def for_review(self) -> tuple[Hint, ...]:
        """On the way through what is doubtful."""
        return (
            self._hint("judge.accept", "accept"),
            self._hint("judge.reject", "reject"),
            ("1-9", "label"),
            self._hint("judge.left_out judge.right_out", "edges"),
            self._hint("entity.next_new", "later"),
            self._hint("entity.review", "end review"),
            self._hint("judge.undo", "undo"),
            self._hint("app.help", "help"),
        )

    def for_letters(self) -> tuple[Hint, ...]:
        """While places wear letters."""
        return (
            ("a-z", "go there"),
            ("1-9", "label"),
            self._hint("judge.reject", "reject"),
            ("A-Z", "the same again there"),
            self._hint("judge.next_edges select.likely", "likely edges"),
            self._hint("judge.left_out judge.right_out", "edges"),
            self._hint("judge.undo", "undo"),
            self._hint("article.done", "done"),
            self._hint("view.escape", "no letters"),
            self._hint("app.help", "help"),
        )

    def for_token(self, new: int) -> tuple[Hint, ...]:
        """On a plain word."""
        review = [self._hint("entity.next_new", "next new")] if new else []
        return (
            *review,
            ("1-9", "label"),
            self._hint("select.extend_right", "select"),
            self._hint("entity.next", "next entity"),
            self._hint("judge.undo", "undo"),
            self._hint("article.done", "done"),
            self._hint("article.next", "next article"),
            self._hint("app.help", "help"),
        )

    def for_selection(self) -> tuple[Hint, ...]:
        """With something selected."""
        return (
            ("1-9", "label"),
            self._hint("judge.pick_label", "more labels"),
            self._hint("select.extend_left select.extend_right", "extend"),
            self._hint("view.copy", "copy"),
            self._hint("view.escape", "clear"),
            self._hint("app.help", "help"),
        )

    def for_typing(self) -> tuple[Hint, ...]:
        """While something to look for is typed."""
        return ("⏎", "keep"), ("^t", "regular expression"), ("↑", "earlier"), ("esc", "back")

    def for_found(self, count: int) -> tuple[Hint, ...]:
        """At a match of what is looked for."""
        return (
            self._hint("find.find_next find.find_previous", "next, previous"),
            ("1-9", "label"),
            self._hint("find.label_found", f"label all {count:,}"),
            self._hint("view.escape", "clear"),
            self._hint("app.help", "help"),
        )

    def for_library(self, selected: int) -> tuple[Hint, ...]:
        """In the library."""
        of = f" {selected:,}" if selected else ""
        first = (
            (self._hint("library.escape", "clear"),)
            if selected
            else (self._hint("library.open", "open"),)
        )
        return (
            *first,
            self._hint("library.filter", "filter"),
            self._hint("library.sort", "sort"),
            self._hint("library.order", "queue"),
            self._hint("library.select", "select"),
            self._hint("library.done", f"done{of}"),
            self._hint("library.tag", f"tag{of}"),
            self._hint("library.flag", f"flag{of}"),
            self._hint("library.by_folder", "folders"),
            self._hint("app.help", "help"),
        )

    def for_library_filter(self) -> tuple[Hint, ...]:
        """While a filter of articles is typed."""
        return (
            ("esc", "show all"),
            ("⏎", "keep"),
            ("status:", "started"),
            ("label:", "ORG"),
            ("from: to:", "2022-05"),
            ("tag:", "x"),
            ("flag:", "yes"),
        )

    def for_filter(self) -> tuple[Hint, ...]:
        """While a filter is typed."""
        return (
            ("esc", "show all"),
            ("⏎", "keep"),
            ("label:", "GPE"),
            ("status:", "new"),
            ("note: link:", ""),
            ("by:", "name"),
        )

    def for_relating(self) -> tuple[Hint, ...]:
        """While the other end of a relation is looked for."""
        return (
            self._hint("entity.previous entity.next", "to: move to the other entity"),
            self._hint("judge.pick_label", "relate"),
            self._hint("view.escape", "back"),
        )

    def for_sidebar(self, tab: str) -> tuple[Hint, ...]:
        """In the sidebar."""
        around = (
            self._hint("view.tab", "next tab"),
            self._hint("view.other_pane", "back to the text"),
            self._hint("app.help", "help"),
        )
        if tab == "history":
            return (self._hint("judge.undo", "undo"), *around)
        if tab == "relations":
            return (self._hint("judge.reject", "delete"), *around)
        if tab == "notes":
            return (self._hint("judge.pick_label", "edit"), *around)
        return (
            self._hint("judge.accept", "accept all mentions"),
            self._hint("judge.reject", "reject"),
            ("1-9", "label"),
            self._hint("judge.pick_label", "edit"),
            self._hint("list.fold list.unfold", "fold"),
            self._hint("view.filter", "filter"),
            self._hint("view.sort", "sort"),
            *around,
        )
