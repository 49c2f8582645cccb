"""Every command once: its keys, name, help and place. Bindings, the palette, the help screen,
`postil keys` and docs/keys.md are made from this table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import Binding


class Where(StrEnum):
    """Where a command's keys work."""

    ARTICLE = "article"
    SIDEBAR = "sidebar"
    DESK = "desk"
    LIBRARY = "library"
    APP = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can tell the program to do."""

    id: str
    """Names it in a keymap; the action is the part behind the dot."""
    keys: str
    """Textual's names of its keys, by commas."""
    title: str
    """What it does, in a few words."""
    help: str = ""
    """What a newcomer would ask."""
    palette: bool = True
    """Whether the palette offers it."""
    does: str = ""
    """The Textual action, when it is not the part of the id behind the dot."""

    @property
    def where(self) -> Where:
        """Where its keys work."""
        return Where(_PLACES[self.id.partition(".")[0]])

    @property
    def action(self) -> str:
        """The Textual action."""
        return self.does or self.id.partition(".")[2]

    def binding(self, keymap: Mapping[str, str]) -> Binding:
        """Its binding, with the user's keys when there are some."""
        from textual.binding import Binding

        return Binding(
            keymap.get(self.id, self.keys), self.action, self.title, tooltip=self.help, id=self.id
        )


_PLACES = {
    "move": Where.ARTICLE,
    "select": Where.ARTICLE,
    "list": Where.SIDEBAR,
    "entity": Where.DESK,
    "judge": Where.DESK,
    "article": Where.DESK,
    "view": Where.DESK,
    "find": Where.DESK,
    "library": Where.LIBRARY,
    "app": Where.APP,
}

GROUPS = {
    "move": "Moving",
    "select": "Selecting",
    "entity": "Entities",
    "judge": "Correcting",
    "list": "The sidebar",
    "find": "Finding",
    "article": "Articles",
    "view": "The page",
    "library": "The library",
    "app": "Postil",
}
"""Titles of the groups, by the first part of a command's id, in the order of the help."""

COMMANDS: tuple[Command, ...] = (
    Command("move.previous_token", "h,left", "Token back"),
    Command("move.next_token", "l,right", "Token on"),
    Command("move.line_down", "j,down", "Line down"),
    Command("move.line_up", "k,up", "Line up"),
    Command("move.page_down", "space,pagedown", "Page down"),
    Command("move.page_up", "b,pageup,ctrl+b", "Page up"),
    Command("move.half_page_down", "ctrl+d", "Half a page down"),
    Command("move.half_page_up", "ctrl+u", "Half a page up"),
    Command("move.next_paragraph", "J", "Next paragraph"),
    Command("move.previous_paragraph", "K", "This paragraph's beginning, then the one before"),
    Command("move.top", "g,home", "To the top"),
    Command("move.bottom", "G,end", "To the end"),
    Command("select.extend_right", "shift+right,L", "Select a token more",
            "Moves the free end of the selection; it begins with the token under the cursor."),
    Command("select.extend_left", "shift+left,H", "Select a token less"),
    Command("select.character_right", "alt+shift+right", "Select a character more"),
    Command("select.character_left", "alt+shift+left", "Select a character less"),
    Command("select.start", "v", "Select as the cursor moves"),
    Command("select.likely", "V", "Select the likely edges",
            "Of the entity, or of a new one; again, the next. A label then takes what is selected.",
            does="screen.select_edges"),
    Command("entity.next", "full_stop", "Next entity"),
    Command("entity.previous", "comma", "Previous entity"),
    Command("entity.next_new", "semicolon", "Next unreviewed"),
    Command("entity.previous_new", "colon", "Previous unreviewed"),
    Command("entity.next_doubt", "w", "Next doubtful place",
            "Where the memory is not sure: entities, and words that may be one."),
    Command("entity.review", "R", "Review: the most doubtful first, or not",
            "Each decision leads to the next; ; leaves one for later, esc ends it."),
    Command("entity.letters", "p", "Letters to go by, or not",
            "A letter leads to the place that wears it, a capital does there what was done last; "
            "decisions lead to the next doubtful place, a digit takes the likeliest name."),
    *(Command(f"judge.label_{digit}", digit, f"Label {digit}", palette=False,
              does=f"label('{digit}')")
      for digit in "1234567890"),
    Command("judge.pick_label", "enter", "Pick a label", "Type a few letters of it, then enter."),
    Command("judge.accept", "a", "Accept", "Every mention with the same text and prediction."),
    Command("judge.accept_rest", "A", "Accept all that is left in the article"),
    Command("judge.reject", "x,delete", "Reject or delete",
            "Every mention with the same text and prediction."),
    Command("judge.left_out", "left_square_bracket", "Left edge out by a token"),
    Command("judge.right_out", "right_square_bracket", "Right edge out by a token"),
    Command("judge.left_in", "left_curly_bracket", "Left edge in by a token"),
    Command("judge.right_in", "right_curly_bracket", "Right edge in by a token"),
    Command("judge.next_edges", "greater_than_sign", "Next likely edges",
            "Of the entity, or of a new one; the status line says which a label takes."),
    Command("judge.previous_edges", "less_than_sign", "The edges before"),
    Command("judge.only_here", "exclamation_mark", "Only this mention",
            "Narrows the last decision to the mention it was made on."),
    Command("judge.everywhere", "asterisk", "Everywhere",
            "Carries the last decision, or the entity, to all articles; each place is shown."),
    Command("judge.overlap", "O", "Label over what is there",
            "The next label lies over other spans instead of replacing them."),
    Command("judge.undo", "u,ctrl+z", "Undo"),
    Command("judge.redo", "ctrl+r,ctrl+y", "Redo"),
    Command("judge.note", "m", "Note on the entity"),
    Command("judge.note_article", "M", "Note on the article"),
    Command("judge.link", "equals_sign", "Canonical name or knowledge-base id"),
    Command("judge.relate", "r", "Relation to another entity",
            "Move to the other entity, then enter; x in the sidebar's relations deletes one."),
    Command("judge.fragment", "F", "Add the selection to the entity",
            "Makes the entity that the cursor was on last discontinuous."),
    Command("list.down", "j,down", "Row down", palette=False),
    Command("list.up", "k,up", "Row up", palette=False),
    Command("list.page_down", "space,pagedown", "Page down", palette=False),
    Command("list.page_up", "b,pageup", "Page up", palette=False),
    Command("list.top", "g,home", "First row", palette=False),
    Command("list.bottom", "G,end", "Last row", palette=False),
    Command("list.fold", "h,left", "Fold the label or the mentions", palette=False),
    Command("list.unfold", "l,right", "Unfold the label, or the mentions", palette=False),
    Command("find.find", "slash", "Find",
            "Small letters match capitals as well; ctrl+t takes a regular expression, ctrl+f looks "
            "in all articles."),
    Command("find.find_next", "n", "Next match"),
    Command("find.find_previous", "N", "Previous match"),
    Command("find.label_found", "ampersand", "Label every match",
            "One act; where a human decided, nothing changes."),
    Command("find.outline", "o", "Outline", "Headings and bookmarks, to jump to."),
    Command("find.bookmark", "B", "Bookmark the paragraph, or not"),
    Command("find.next_bookmark", "apostrophe", "Next bookmark"),
    Command("find.go_to", "ctrl+g", "Go to a paragraph, or so far down",
            "12 is paragraph 12, as the gutter counts; 50% is half way down."),
    Command("find.go_back", "grave_accent", "Back to where the last jump began",
            "After finding, the outline, a bookmark, g, G or going to a paragraph; again leads "
            "forth."),
    Command("article.next", "right_parenthesis", "Next article", does="next_article"),
    Command("article.previous", "left_parenthesis", "Previous article", does="previous_article"),
    Command("article.done", "d", "Article done, next one",
            "Accepts what is left and goes to the next article; undo takes both back."),
    Command("article.library", "backspace", "The library",
            "All articles; backspace there leads back.", does="app.library"),
    Command("article.flag", "P", "Flag the article, or not"),
    Command("article.tag", "t", "Tag the article", "A tag it has already is taken away."),
    Command("article.export", "E", "Export"),
    Command("article.earlier", "W", "Carried over: moved and lost",
            "What was decided about an earlier text of the article and is not in this one yet."),
    Command("view.other_pane", "tab", "Other pane"),
    Command("view.tab", "s", "Sidebar: entities, relations, notes, history"),
    Command("view.filter", "f", "Filter the entities",
            "Text, label:GPE, status:new, note:, link:, by:NAME; all of them have to hold."),
    Command("view.sort", "S", "Sort the entities", "By order, count, text or status."),
    Command("view.tags", "i", "Label tags in the text, or not",
            "Tables of Markdown and code have none, so that their columns stay."),
    Command("view.wider", "plus", "Wider column"),
    Command("view.narrower", "minus", "Narrower column"),
    Command("view.centre", "c", "Column in the middle, or at the left"),
    Command("view.focus_mode", "z", "Dim all but the paragraph, or not"),
    Command("view.theme", "T", "Theme: paper or night"),
    Command("view.safe_colors", "C", "Label colours: usual, or safe for the colour-blind",
            does="app.safe_colors"),
    Command("view.copy", "y", "Copy the selection or the entity"),
    Command("view.escape", "escape", "Clear the selection, back to the article", palette=False),
    Command("library.open", "enter,o", "Open the article",
            "The articles that are shown are gone through from there, in the order of the queue."),
    Command("library.next", "right_parenthesis", "Open the next article of the queue"),
    Command("library.back", "backspace", "Back to the article"),
    Command("library.select", "space,v", "Select the article, or not",
            "What is done then is done to all that are selected, as one act."),
    Command("library.select_all", "V", "Select all that are shown, or none"),
    Command("library.done", "d", "Done, or not",
            "Accepts what is left; undo takes it back."),
    Command("library.flag", "P", "Flag, or not"),
    Command("library.tag", "t", "Tag", "A tag that all of them have is taken away."),
    Command("library.undo", "u,ctrl+z", "Undo", palette=False),
    Command("library.redo", "ctrl+r,ctrl+y", "Redo", palette=False),
    Command("library.search", "slash", "Search all articles", palette=False,
            does="app.search_corpus"),
    Command("library.filter", "f", "Filter the articles",
            "Words, status:started, label:ORG, from:2022-05, to:2023, tag:x, flag:yes; all of them "
            "have to hold."),
    Command("library.sort", "S", "Sort the articles",
            "By order, title, source, date, status, unreviewed, doubt, entities or corrections."),
    Command("library.by_folder", "B", "Group by folder, or not", "h and l fold a folder."),
    Command("library.order", "O", "Queue: what comes next",
            "As listed, the most unreviewed or doubtful first, those with a label, or at random."),
    Command("library.page_down", "pagedown", "Page down", palette=False),
    Command("library.page_up", "pageup,b", "Page up", palette=False),
    Command("library.theme", "T", "Theme: paper or night", palette=False),
    Command("library.escape", "escape", "Clear the selection, then the filter", palette=False),
    Command("judge.guideline", "f1", "What the label means",
            "Its description and examples, as the label scheme has them."),
    Command("app.search_corpus", "ctrl+f", "Search all articles",
            "Words, or label:ORG by:NAME status:new link:ID; all that is found can be labelled."),
    Command("app.entities", "e", "Entities across articles",
            "Everything that is named, with counts and dates; names are merged and split there."),
    Command("app.report_card", "percent_sign", "Report card",
            "How good the pipelines are and what correcting costs, from the corrections."),
    Command("app.help", "question_mark", "Help"),
    Command("app.redraw", "ctrl+l", "Draw the screen anew",
            "When another program has written over it."),
    Command("app.command_palette", "ctrl+p", "Palette", palette=False),
    Command("app.quit", "q,ctrl+q", "Quit", "Nothing to save: it is saved."),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}


def bindings(where: Where, keymap: Mapping[str, str] | None = None) -> list[Binding]:
    """The bindings of one place."""
    return [command.binding(keymap or {}) for command in COMMANDS if command.where is where]


def in_group(group: str) -> list[Command]:
    """The commands of one group, in order."""
    return [command for command in COMMANDS if command.id.startswith(group + ".")]


_SHOWN_KEYS = {
    "full_stop": ".", "comma": ",", "semicolon": ";", "colon": ":", "plus": "+", "minus": "-",
    "left_square_bracket": "[", "right_square_bracket": "]", "left_curly_bracket": "{",
    "right_curly_bracket": "}", "exclamation_mark": "!", "equals_sign": "=", "percent_sign": "%",
    "left_parenthesis": "(", "right_parenthesis": ")", "question_mark": "?",
    "less_than_sign": "<", "greater_than_sign": ">", "enter": "⏎",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "escape": "esc", "asterisk": "*",
    "ampersand": "&", "apostrophe": "'", "grave_accent": "`", "slash": "/", "tab": "tab",
    "pagedown": "pgdn", "pageup": "pgup", "backspace": "backspace",
}  # fmt: skip


def shown_key(key: str) -> str:
    """A key as people write it: `shift+→`, `;`."""
    *modifiers, last = key.split("+") if key != "plus" else ["plus"]
    return "+".join([*modifiers, _SHOWN_KEYS.get(last, last)])


def shown_keys(keys: str) -> str:
    """Several keys as people write them."""
    return "  ".join(shown_key(key.strip()) for key in keys.split(","))


def table(keymap: Mapping[str, str] | None = None) -> Iterable[tuple[str, str, str, str, str]]:
    """Rows of group, id, keys, title and help, for every command."""
    for group, title in GROUPS.items():
        for command in in_group(group):
            keys = (keymap or {}).get(command.id, command.keys)
            yield title, command.id, shown_keys(keys), command.title, command.help
