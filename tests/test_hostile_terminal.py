"""Every place where others' text can stand, against every payload, in a real terminal.

The bytes that the program writes are looked at, not what an emulator makes of them. One run of
the program shows many payloads: each has its own file, label, note, annotator and so on.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from annotations.article import Article
from annotations.corrections import Author, Change, Kind
from annotations.predictions import Pipeline, Predictions
from annotations.span import Span
from annotations.store.corpus import Corpus
from tests.pseudo_terminal import PROGRAM, Terminal, postil
from tests.tui.hard_texts import PAYLOADS, is_obeyed
from tui.terminal_text import one_line

pytestmark = pytest.mark.pty

ONE_LINE = {name: " ".join(payload.split("\n")) for name, payload in PAYLOADS.items()}
SIZE = (160, 70)
"""Large enough for all of them at once."""

OURS = re.compile(
    rb"\x1b\[(?:[0-9;]*)m"  # colours
    rb"|\x1b\[\d+;\d+H|\x1b\[H"  # the place of a row
    rb"|\x1b\[\?\d+(?:[hl]|\$p)|\x1b\[[<>]\d*u"  # modes of screen, mouse and keyboard
    rb"|\x1b\]22;default\x07"  # the pointer's shape
)
"""What Postil and Textual write; anything else is somebody else's."""


def check(raw: bytes | bytearray) -> str:
    """Hold what was written against what a terminal obeys; what is left to read."""
    assert len(re.findall(rb"\x1b\[H", bytes(raw))) <= 1, "only Textual goes home, and once"
    for codes in re.findall(rb"\x1b\[([0-9;]*)m", bytes(raw)):
        assert codes in (b"", b"0") or b"8;2;" in codes or b"8;5;" in codes, codes
    text = OURS.sub(b"", bytes(raw)).decode("utf-8")
    obeyed = [hex(ord(char)) for char in text if is_obeyed(char) and char not in "\r\n"]
    assert not obeyed, obeyed
    return text


def written(page: str) -> str:
    """A screen without line breaks and spaces, so that what was wrapped is found."""
    return re.sub(r"\s+", "", page)


def in_file_names(payload: str) -> str:
    return payload.replace("/", "∕").replace("\0", "")


def label_of(name: str) -> str:
    return f"{ONE_LINE[name]}L"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An article in which every word has a payload for a label, a note, a link and an author."""
    folder = tmp_path / f"in {in_file_names(''.join(PAYLOADS.values()))[:60]}"
    folder.mkdir()
    words = [f"w{n}" for n in range(len(PAYLOADS))]
    text = f"{ONE_LINE['sic']} {ONE_LINE['title']}\n\nBy {ONE_LINE['clear']} Ann\n\n"
    text += "\n\n".join(
        f"{word} {payload} after" for word, payload in zip(words, PAYLOADS.values(), strict=True)
    )
    (folder / "a.txt").write_bytes(text.encode())
    article = Article(text, source=str(folder / "a.txt"))
    spans = [
        Span.of(text, text.index(f"{word} "), text.index(f"{word} ") + len(word), label_of(name))
        for word, name in zip(words, PAYLOADS, strict=True)
    ]
    pipeline = Pipeline(ONE_LINE["title"], ONE_LINE["clear"])
    predicted = Predictions(article.id, pipeline, tuple(spans))
    events = [
        event
        for span, payload in zip(spans, ONE_LINE.values(), strict=True)
        for event in Author(f"{payload}A").stamp(
            article.id,
            [
                Change(Kind.NOTE, span.key, span, span, f"note {payload}N"),
                Change(Kind.LINK, span.key, span, span, f"{payload}Q"),
            ],
        )
    ]
    with Corpus(folder / "annotations.json") as corpus:
        corpus.record([article], [predicted], events)
    toml = "".join(
        f"[[label]]\nname = {_toml(label_of(name))}\ntag = {_toml(payload[:7])}\n"
        f"description = {_toml(payload + 'D')}\n\n"
        for name, payload in ONE_LINE.items()
    )
    (folder / "labels.toml").write_text(toml, encoding="utf-8")
    return folder


def _toml(text: str) -> str:
    """A TOML string of any characters."""
    escaped = "".join(
        f"\\u{ord(char):04x}" if is_obeyed(char) or char in '"\\' else char for char in text
    )
    return f'"{escaped}"'


def _beginning(text: str, at_least: int) -> str:
    return written(one_line(text))[: max(at_least, 5)]


def until_shown(terminal: Terminal, texts: dict[str, str], *, at_least: int = 4) -> None:
    """Wait until every text stands on the screen at once, or its beginning."""
    wanted = [_beginning(text, at_least) for text in texts.values()]
    terminal.until(lambda page: all(text in written(page) for text in wanted), str(wanted))


def test_the_desk(folder: Path):
    with postil("--no-model", "a.txt", folder=folder, size=SIZE) as terminal:
        terminal.until("? help")
        until_shown(terminal, {name: f"{payload} after" for name, payload in PAYLOADS.items()
                               if "\n" not in payload})  # fmt: skip
        terminal.press("tab")
        until_shown(terminal, {name: label_of(name) for name in PAYLOADS})
        terminal.press("tab")
        for name in PAYLOADS:
            terminal.press(".")
            said = written(one_line(f"note {ONE_LINE[name]}N"))
            terminal.until(lambda page, said=said: said[:11] in written(page), f"the note {name}")
        terminal.press("s")
        terminal.until("note ")
        terminal.press("s", "enter")
        terminal.until("type to filter")
        until_shown(terminal, {name: f"{ONE_LINE[name]}D" for name in PAYLOADS})
        terminal.press("escape")
        terminal.until_gone("type to filter")
        for key in ("m", "="):
            terminal.press(key)
            terminal.until("esc back")
            terminal.press("escape")
            terminal.until_gone("esc back")
        terminal.press("E")
        terminal.until("Export the annotation set")
        terminal.press("enter")
        terminal.until("written to")
        _click_on_actions(terminal)
        terminal.press("?")
        terminal.until("Reading and correcting")
        terminal.press("escape")
        terminal.until_gone("Reading and correcting")
        terminal.press("ctrl+p")
        terminal.until("Search for commands")
        terminal.press("[@click", "\x1b]0")
        terminal.press("escape", "escape")
        terminal.until_gone("Search for")
        terminal.press("q")
        assert terminal.wait() == 0
        text = check(terminal.raw)
    assert "[@click=app.quit]" in text
    assert not list(folder.parent.rglob("crash.log"))


def _click_on_actions(terminal: Terminal) -> None:
    """Click wherever the screen speaks of an action: the program goes on."""
    for row, line in enumerate(terminal.lines):
        for found in re.finditer(re.escape("[@click=app.quit]"), line):
            terminal.click(found.end(), row)
            terminal.until(lambda _: terminal.status is None)


def test_file_names_and_what_is_said_about_them(tmp_path: Path):
    """Each of the files in the library, and those that can be read in the header of the desk."""
    for number, (name, payload) in enumerate(PAYLOADS.items()):
        begin = in_file_names(payload).replace("\n", " ")
        (tmp_path / f"b{number:02} {begin}.txt").write_text(f"The {name}.", encoding="utf-8")
        (tmp_path / f"a{number:02} {begin}.txt").write_text("")
    with postil("--no-model", folder=tmp_path, size=(160, 90)) as terminal:
        terminal.until("? help")
        terminal.until(lambda page: page.count("unreadable") == len(PAYLOADS), "what is empty")
        terminal.until("b18")
        for number in range(len(PAYLOADS)):
            terminal.press(")")
            terminal.until(
                lambda page, n=number: f"b{n:02} " in page.split("\n")[0], f"file {number}"
            )
        terminal.press("q")
        assert terminal.wait() == 0
        text = check(terminal.raw)
    for number, payload in enumerate(PAYLOADS.values()):
        for kind in "ab":
            shown = one_line(f"{kind}{number:02} {in_file_names(payload)}").replace("\n", " ")
            assert written(shown)[:9] in written(text), shown


HOSTILE = " ".join(ONE_LINE.values())


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Headings and names of payloads in two articles; of the first, an earlier text is judged."""
    folder = tmp_path / "changed"
    folder.mkdir()
    sections = [f"## {payload} head\n\nThen {payload} came." for payload in ONE_LINE.values()]
    earlier, now = (
        "\n\n".join([f"# {word}", f"{word} {HOSTILE} left.", *sections])
        for word in ("Before", "After")
    )
    for name in "ab":
        (folder / f"{name}.md").write_bytes(now.replace("After", f"After {name}").encode())
    article = Article(earlier, source=str(folder / "a.md"))
    places = [(earlier.index(HOSTILE), HOSTILE)]
    places += [(earlier.index(f"Then {p} came") + 5, p) for p in ONE_LINE.values()]
    spans = tuple(Span.of(earlier, at, at + len(text), "ORG") for at, text in places)
    accepted = [Change(Kind.ACCEPT, span.key, span, span) for span in spans]
    with Corpus(folder / "annotations.json") as corpus:
        predicted = Predictions(article.id, Pipeline(ONE_LINE["title"]), spans)
        corpus.record([article], [predicted], Author("ann").stamp(article.id, accepted))
    (folder / "labels.toml").write_text(
        f"[[label]]\nname = {_toml(HOSTILE)}\ntag = 't'\ndescription = {_toml(HOSTILE)}\n"
        "[[label]]\nname = 'ORG'\n"
    )
    return folder


def test_what_came_over_what_is_found_and_what_is_listed(changed: Path):
    """Carrying over, finding, the outline, everywhere, and the editors of labels and keys."""
    with postil("--no-model", "a.md", "b.md", folder=changed, size=SIZE) as terminal:
        terminal.until("changed since it was annotated")
        terminal.until(lambda page: re.search(r"\d+ +kept", page), "what is kept")
        terminal.press("l")
        terminal.until("decided about its earlier text")
        until_shown(terminal, ONE_LINE)
        terminal.press("j", "j", "A", "enter")
        terminal.until_gone("decided about its earlier text")
        terminal.press("/")
        terminal.until("words to look for")
        terminal.press("[@click=app.quit]x[/]")
        terminal.until("of 3")
        terminal.press("\x14")  # ctrl+t
        terminal.until(".*/ ")
        terminal.press("(")
        terminal.until("not a regular expression")
        terminal.press("escape")
        terminal.until_gone("not a regular expression")
        terminal.press("o")
        terminal.until("heading or bookmark")
        until_shown(terminal, {name: f"{payload} head" for name, payload in ONE_LINE.items()})
        terminal.press("escape")
        terminal.until_gone("heading or bookmark")
        terminal.press("g", ".", "*")
        terminal.until("change the chosen")
        until_shown(terminal, {"the name": HOSTILE})
        terminal.press("escape")
        terminal.until_gone("change the chosen")
        for command, shows in (("Edit labels", "no key"), ("Change a key", "this one")):
            terminal.press("ctrl+p")
            terminal.until("Search for commands")
            terminal.press(command)
            terminal.until(f"{command}…")
            terminal.press("enter")
            terminal.until(shows)
            terminal.press("escape")
            terminal.until_gone(shows)
        terminal.press("q")
        assert terminal.wait() == 0
        check(terminal.raw)


COMMANDS = {
    "history": ["history"],
    "history as JSON": ["history", "--json"],
    "history of nothing": ["history", HOSTILE],
    "labels": ["labels"],
    "labels as JSON": ["labels", "--json"],
    "check": ["check"],
    "check as JSON": ["check", "--json"],
    "check nowhere": ["check", HOSTILE],
    "paths": ["paths", HOSTILE],
    "paths as JSON": ["paths", HOSTILE, "--json"],
    "keys": ["keys"],
    "export to the terminal": ["export", "-f", "csv"],
    "export as tasks": ["export", "-f", "prodigy"],
    "export in a binary format": ["export", "-f", "spacy"],
    "export in no format": ["export", "-f", HOSTILE],
    "export of no status": ["export", "--status", HOSTILE],
    "export to nowhere": ["export", "-f", "csv", "-o", f"no/{HOSTILE}/where.csv"],
    "export of what is not there": ["export", "-f", "csv", "a.txt", *ONE_LINE.values()],
    "reading what is not there": [f"no {HOSTILE}"],
    "an address": [f"http://[::1{HOSTILE}"],
    "no address": [f"gopher{ONE_LINE['title']}://x"],
    "a store that is none": ["export", "--store", f"labels.toml{HOSTILE}"],
    "a scheme that is not there": ["labels", "--labels", HOSTILE],
    "a pipeline that is not there": ["--model", HOSTILE, "a.txt"],
    "an encoding that is none": ["--encoding", HOSTILE, "a.txt"],
    "an option that is none": [f"--{HOSTILE}"],
    "an annotator": ["check", "--annotator", HOSTILE],
    "what is not remembered any more": ["memory", "forget", *ONE_LINE.values()],
    "what is remembered": ["memory", "list", "--all"],
    "what is remembered as JSON": ["memory", "list", "--json"],
    "a memory that is nowhere": ["memory", "import", HOSTILE],
    "a concordance": ["search", "w"],
    "a search for nothing": ["search", HOSTILE],
    "the articles": ["list"],
    "an article": ["show", "a.txt"],
    "no article": ["show", HOSTILE],
    "how good the model is": ["stats"],
    "what changed": ["carry"],
}


STYLES = re.compile(r"\x1b\[[0-9;]*m")
"""Bold and coloured text, which no payload asks for."""


def test_the_commands(folder: Path):
    """One after another, as in a shell, so that nothing is lost between them."""
    script = "\n".join(
        f"{shlex.quote(str(PROGRAM))} {' '.join(map(shlex.quote, words))}; echo ended $?"
        for words in COMMANDS.values()
    )
    (folder / "all.sh").write_bytes(script.encode())
    with Terminal("/bin/sh", "all.sh", folder=folder, size=(400, 300)) as terminal:
        assert terminal.wait() == 0
        raw = bytes(terminal.raw)
    for name, part in zip(COMMANDS, raw.split(b"ended ")[:-1], strict=True):
        text = STYLES.sub("", part.decode())
        obeyed = [hex(ord(char)) for char in text if is_obeyed(char) and char not in "\r\n\t"]
        assert not obeyed, f"{name}: {obeyed}"
        assert "Traceback" not in text, f"{name}: {text}"
        assert not re.search(r"postil: .*Error\(", text)
    shown = written(raw.decode())
    for payload in ("[sic]", "[/nope]", "[@click=app.quit]x[/]", "␛]52;c;cm0gLXJmIC8=␇"):
        assert shown.count(payload) > 10
    statuses = re.findall(r"ended (\d+)", raw.decode())
    assert set(statuses) <= {"0", "1", "2"}


SETTINGS = {
    "a setting": ("config.toml", "{} = 1"),
    "a theme": ("config.toml", "[themes.{}]\npage = 1"),
    "a colour": ("config.toml", "[themes.mine]\npage = {}"),
    "a key's command": ("keys.toml", '{} = "x"'),
    "a key": ("keys.toml", '"judge.accept" = {}'),
    "what is no TOML": ("config.toml", "= {}"),
}


def test_settings(folder: Path, home: Path):
    runs = []
    for number, (name, form) in enumerate(SETTINGS.values()):
        place = home / f"config{number}" / "postil"
        place.mkdir(parents=True)
        (place / name).write_text(form.format(_toml(HOSTILE)), encoding="utf-8")
        runs.append(f"XDG_CONFIG_HOME={place.parent} {PROGRAM} labels --labels labels.toml")
        runs.append(f"XDG_CONFIG_HOME={place.parent} {PROGRAM} keys")
    (folder / "all.sh").write_text("\n".join(runs))
    with Terminal("/bin/sh", "all.sh", folder=folder, size=(400, 300)) as terminal:
        terminal.wait()
        text = bytes(terminal.raw).decode()
    assert not [hex(ord(char)) for char in text if is_obeyed(char) and char not in "\r\n\t"]
    assert "Traceback" not in text
    assert text.count("[sic]") >= len(SETTINGS)
