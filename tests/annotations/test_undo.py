"""Undo and redo are read from the events, so they outlive the program."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from annotations.annotation_set import AnnotationSet
from annotations.corrections import Change, Correction, Kind, in_order
from annotations.undo import UndoStack, taking_back
from tests.annotations.strategies import at, token_span

ARTICLES = ("one", "two")


class Desk:
    """Acts of several annotators on two articles, as the screen makes them."""

    def __init__(self, annotator: str = "ann") -> None:
        self.annotator = annotator
        self.events: list[Correction] = []
        self.stack = UndoStack(annotator)

    def act(
        self, changes: Iterable[tuple[str, Change]], *, annotator: str = "", between: int = 1
    ) -> tuple[Correction, ...]:
        """Stamp changes as one batch; `between` leaves room for others' events among them."""
        annotator = annotator or self.annotator
        number = len(self.events)
        batch = f"{annotator}-{number}"
        made = tuple(
            Correction(
                f"{batch}.{place}", batch, article, annotator,
                f"{at(0)[:20]}{number * 1000 + place * between:06}Z", change,
            )
            for place, (article, change) in enumerate(changes)
        )  # fmt: skip
        self.events += made
        self.stack.saw(made)
        return made

    def add(self, annotator: str = "", articles: Iterable[str] = ("one",)) -> tuple:
        number = len(self.events)
        return self.act(
            [
                (article, Change(Kind.ADD, f"+{number}", after=token_span(number % 8)))
                for article in articles
            ],
            annotator=annotator,
        )

    def undo(self) -> tuple:
        return self.act(taking_back(self.stack.undoable).items())

    def redo(self) -> tuple:
        return self.act(taking_back(self.stack.redoable).items())

    def narrow(self) -> tuple:
        """Take the last act back and do another thing instead, as one act."""
        undo = list(taking_back(self.stack.undoable).items())
        number = len(self.events)
        instead = Change(Kind.ADD, f"+{number}", after=token_span(number % 8))
        return self.act([*undo, ("one", instead)])

    def state(self) -> list:
        return [
            AnnotationSet.fold(article, (), [e for e in self.events if e.article == article]).by_id
            for article in ARTICLES
        ]


def what(stack: UndoStack) -> tuple:
    """Everything a stack says, all the way down."""
    return stack.undoable, stack.redoable, stack.redo_restores


class TestLinearHistory:
    def test_nothing_done_is_nothing_to_undo(self):
        assert what(UndoStack("ann")) == ((), (), ())
        assert taking_back(()) == {}

    def test_undo_takes_acts_back_the_last_first(self):
        desk = Desk()
        first, second = desk.add(), desk.add()
        assert desk.stack.undoable == second
        desk.undo()
        assert desk.stack.undoable == first
        desk.undo()
        assert desk.stack.undoable == ()

    def test_redo_brings_them_back_the_last_taken_first(self):
        desk = Desk()
        first, second = desk.add(), desk.add()
        desk.undo()
        undo = desk.undo()
        assert (desk.stack.redoable, desk.stack.redo_restores) == (undo, first)
        desk.redo()
        assert (desk.stack.undoable, desk.stack.redo_restores) == (first, second)
        desk.redo()
        assert (desk.stack.undoable, desk.stack.redo_restores) == (second, ())

    def test_a_new_act_ends_redo(self):
        desk = Desk()
        desk.add()
        desk.undo()
        new = desk.add()
        assert what(desk.stack) == (new, (), ())

    def test_an_empty_act_does_not(self):
        desk = Desk()
        act = desk.add()
        undo = desk.undo()
        desk.stack.saw(())
        assert what(desk.stack) == ((), undo, act)

    def test_an_undo_of_something_older_changes_nothing(self):
        desk = Desk()
        older = {"one": Change(Kind.UNDO, "of-an-earlier-year")}
        desk.act(older.items())
        assert what(desk.stack) == ((), (), ())
        first, second = desk.add(), desk.add()
        undo = desk.undo()
        desk.act(older.items())
        assert what(desk.stack) == (first, undo, second)

    def test_undo_after_redo_works_for_ever(self):
        desk = Desk()
        act = desk.add()
        done = desk.state()
        for _ in range(3):
            desk.undo()
            assert desk.state() == [{}, {}]
            desk.redo()
            assert desk.state() == done
            assert desk.stack.undoable == act


class TestBulk:
    def test_an_act_over_articles_is_taken_back_in_each(self):
        desk = Desk()
        act = desk.add(articles=ARTICLES)
        assert taking_back(act) == dict.fromkeys(ARTICLES, Change(Kind.UNDO, act[0].batch))
        undo = desk.undo()
        assert [event.article for event in undo] == [*ARTICLES]
        assert desk.state() == [{}, {}]

    def test_a_narrowed_act_is_one_act(self):
        desk = Desk()
        wide = desk.add()
        before = desk.state()
        narrowed = desk.narrow()
        assert desk.stack.undoable == narrowed
        desk.undo()
        assert desk.state() == before
        assert desk.stack.undoable == wide
        assert desk.stack.redo_restores == narrowed


class TestOthers:
    def test_their_acts_are_not_taken_back(self):
        desk = Desk()
        mine = desk.add()
        desk.add("bob")
        assert desk.stack.undoable == mine

    def test_nor_do_they_end_redo(self):
        desk = Desk()
        mine = desk.add()
        desk.undo()
        desk.add("bob")
        assert desk.stack.redo_restores == mine

    def test_their_events_among_mine_do_not_split_an_act(self):
        changes = [("one", Change(Kind.TAG, value=value)) for value in "xyz"]
        desk = Desk()
        mine = desk.act(changes, between=10)
        theirs = Correction("b.0", "b", "one", "bob", mine[0].time[:-2] + "5Z", changes[0][1])
        merged = in_order([*mine, theirs])
        assert [event.annotator for event in merged] == ["ann", "bob", "ann", "ann"]
        assert what(UndoStack("ann", merged)) == what(desk.stack)


class TestRestart:
    moves = st.lists(
        st.sampled_from(["add", "add", "both", "bob", "undo", "undo", "redo", "narrow"]),
        max_size=14,
    )

    @given(moves)
    def test_a_stack_made_from_the_events_is_the_live_one(self, moves):
        desk = play(moves)
        assert unwound(UndoStack("ann", desk.events)) == unwound(desk.stack)

    @given(moves, st.integers(0, 14))
    def test_work_goes_on_after_a_restart_as_without(self, moves, restart):
        through = play(moves)
        resumed = play(moves[:restart])
        resumed.stack = UndoStack("ann", resumed.events)
        assert play(moves[restart:], resumed).events == through.events

    @given(moves)
    def test_undo_and_redo_step_through_the_same_states(self, moves):
        desk = Desk()
        past, future = [desk.state()], []
        for move in moves:
            if move == "undo" and desk.stack.undoable:
                future.append(past.pop())
            elif move == "redo" and desk.stack.redoable:
                past.append(future.pop())
            play([move], desk)
            if move in ("add", "both", "narrow"):
                past.append(desk.state())
                future.clear()
            if move != "bob":
                assert mine(desk.state()) == mine(past[-1])
        assert bool(desk.stack.undoable) is (len(past) > 1)
        assert bool(desk.stack.redoable) is bool(future)


def play(moves: Iterable[str], desk: Desk | None = None) -> Desk:
    """Do what a person at the desk, and another elsewhere, might do."""
    desk = desk or Desk()
    for move in moves:
        match move:
            case "add":
                desk.add()
            case "both":
                desk.add(articles=ARTICLES)
            case "bob":
                desk.add("bob")
            case "undo" if desk.stack.undoable:
                desk.undo()
            case "redo" if desk.stack.redoable:
                desk.redo()
            case "narrow":
                desk.narrow()
    return desk


def mine(state: list) -> list:
    """What is not bob's."""
    return [{id: a for id, a in one.items() if a.annotator == "ann"} for one in state]


def unwound(stack: UndoStack) -> list:
    """What a stack says, and says after each of its acts is taken back."""
    said = [what(stack)]
    while stack.undoable:
        change = Change(Kind.UNDO, stack.undoable[0].batch)
        stack.saw((Correction(f"u{len(said)}", f"u{len(said)}", "one", "ann", at(99), change),))
        said.append(what(stack))
    return said
