from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.structure import (
    Head,
    Role,
    find_date,
    find_head,
    is_furniture,
    minutes,
    roles,
    words,
)

SAMPLES = sorted((Path(__file__).parents[2] / "sample_texts").glob("*.txt"))
LONG = (
    "The frontier is some 1,350 kilometres long, and much of it stands on end. Since August the "
    "country has been the loudest of the neighbours, and it counts those who might one day come. "
    "Others talk to the new rulers about railways and gas, and send them electricity on credit."
)


def role_of(line, *, before="", after=""):
    """The role of a line in the body of an article."""
    text = f"A Title\n\n{LONG}\n\n{before}\n{line}\n{after}\n\n{LONG}\n"
    return roles(Article(text))[5]


@pytest.fixture
def scraped():
    """The scraped page among the sample texts, as role by line."""
    [path] = [path for path in SAMPLES if path.name == "washington-looks-to-dushanbe.txt"]
    article = Article(path.read_bytes().decode())
    lines = article.text.split("\n")
    return roles(article), dict(zip(lines, roles(article), strict=True))


def test_the_head_of_the_scraped_page(scraped):
    found, _ = scraped
    assert found.head.title.lower() == "washington looks to dushanbe"
    assert found.head.byline.endswith("Calloway, Meridian & Steppe")
    assert found.head.date == "24 May 2022"
    assert found[found.head.title_line] is Role.TITLE
    assert found[found.head.byline_line] is Role.BYLINE
    assert found[found.head.date_line] is Role.DATE


@pytest.mark.parametrize(
    ("part", "role"),
    [
        ("Facebook", Role.FURNITURE),
        ("Average: 4.5 (2 votes)", Role.FURNITURE),
        ("access_time 11 April", Role.FURNITURE),
        ("The road to Khorog", Role.FURNITURE),
        ("Subscribe to our", Role.FURNITURE),
        ("(Photo: ", Role.FURNITURE),
        ("A lodger who does not", Role.HEADING),
        ("What the money does not", Role.HEADING),
        ("For thirty years", Role.BODY),
    ],
)
def test_the_lines_of_the_scraped_page(scraped, part, role):
    _, by_line = scraped
    assert [found for line, found in by_line.items() if part in line] == [role]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:30])
def test_the_sample_texts(path):
    article = Article(path.read_bytes().decode())
    found = roles(article)
    assert len(found) == article.line_count
    assert found.head.title
    long_lines = [role for role, text in zip(found, article.text.split("\n"), strict=True)
                  if len(text) > 240]  # fmt: skip
    assert long_lines
    assert set(long_lines) <= {Role.BODY, Role.LIST, Role.QUOTE, Role.META}


@pytest.mark.parametrize(
    "line",
    [
        "print   share 14   Facebook 9   Twitter 4   Telegram 1",
        "Print | Email | Share",
        "Share on Facebook",
        "1.2K shares",
        "Facebook Twitter",
        "Average: 4.5 (2 votes)",
        "Average rating: 3 out of 5",
        "Rating: 4/5",
        "No votes yet",
        "4.5 out of 5 stars",
        "12 comments",
        "5 min read",
        "access_time 24 May 2022 | 09:14",
        "Published: 3 March 2021, 10:00",
        "Posted 2022-05-24",
        "We use cookies to improve your experience. By continuing you accept our policy.",
        "Accept all cookies",
        "Photo: T. Rasulova/Meridian & Steppe",
        "(Photo by J. Mleczko)",
        "AP Photo/John Smith",
        "A watchtower above the river. (Photo: T. Rasulova/Meridian)",
        "Image credit: NASA",
        "© 2022 Meridian & Steppe. All rights reserved.",
        "Copyright © 2020 The Site",
        "Subscribe to our newsletter",
        "Sign up for our daily briefing",
        "Tags: Tajikistan, United States",
        "Filed under: Politics",
        "Related",
        "Related articles:",
        "Read more: The road to Khorog",
        "Advertisement",
        "Leave a comment",
        "Skip to main content",
    ],
)
def test_furniture(line):
    assert is_furniture(line)
    assert role_of(line) is Role.FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "Print is dead, say the people who used to own it, and nobody prints the reply.",
        "Only 4.5 votes in a hundred were counted that night, the commission said.",
        "He gave it an average rating: not because it was average, but because he was.",
        "On average 4.5 (2 more than last year) of them voted.",
        "The share of Facebook in the market fell to 9 percent, and Twitter's to 4.",
        "Shares in the company rose 14 percent on Twitter's announcement.",
        "Share prices fell.",
        "Share 14 of them went to the widow.",
        "The court ruled that this website uses cookies without asking anybody.",
        "Cookies were served with the tea, and the ambassador took three of them.",
        "The photo shows a watchtower above the Panj.",
        "The photo, by an unknown hand, was taken in 1912 (see the photo by his brother below).",
        "Photo by photo, the archive was put on the wall.",
        "Published in 1922, the novel made him famous and poor.",
        "Updated forecasts put growth at 3 percent in 2022.",
        "Event planners in 12 countries had to think again.",
        "Read more than one newspaper, he told his students, and believe none of them.",
        "Related to the president by marriage, he was never short of work.",
        "Tags of blue plastic hung from the ears of the sheep.",
        "Subscribe to the view that all is well, and you will sleep at night.",
        "Follow us, the guides shouted, and everybody followed somebody else.",
        "Advertisement of the post was delayed until May.",
        "Copyright law was written for printers.",
        "Twitter",
        "X",
        "5 minutes later the train had gone.",
        "Listen to the river, the old pilot said.",
        "Comments were few.",
        "Reporting by candlelight has its charms.",
        "loading the ships took nine days",
    ],
)
def test_sentences_that_only_sound_like_furniture(line):
    assert role_of(line) in (Role.BODY, Role.HEADING)


def test_networks_one_below_the_other():
    assert role_of("Twitter", before="Facebook") is Role.FURNITURE
    assert role_of("Twitter", before="He left it.") is Role.BODY


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("What the money buys", Role.HEADING),
        ("Why now?", Role.HEADING),
        ("## Why anybody counts", Role.HEADING),
        ("Почему сейчас", Role.HEADING),
        ("他为什么来", Role.HEADING),
        ("He said nothing.", Role.BODY),
        ("and so it went", Role.BODY),
        ("Q: Were you ever wrong?", Role.BODY),
        ("“Why now?”", Role.QUOTE),
        ("«Мы не знаем»", Role.QUOTE),
        ("> quoted", Role.QUOTE),
        ("“One,” he said, “two”", Role.BODY),
        ("- a thing", Role.LIST),
        ("• a thing", Role.LIST),
        ("12. a thing", Role.LIST),
        ("(3) a thing", Role.LIST),
        ("3 things", Role.HEADING),
        ("1992. That was the year", Role.HEADING),
        ("-", Role.META),
        ("* * *", Role.META),
        ("#hashtag", Role.BODY),
        ("    # a comment", Role.CODE),
        ("\t# a comment", Role.CODE),
        ("  # Nearly code", Role.HEADING),
        ("|:---|---:|", Role.META),
        ("| a | b |", Role.BODY),
        ("(Reporting by A in Geneva; Editing by B)", Role.META),
        ("Gold   1,800   +2.0%", Role.BODY),
        ("   ", Role.BLANK),
        ("\r", Role.BLANK),
        (LONG, Role.BODY),
    ],
)
def test_roles_of_single_lines(line, role):
    assert role_of(line, after="" if len(line) < 40 else LONG) is role


def test_lines_that_end_in_carriage_returns():
    text = f"A Title\r\n\r\nBy Ada Quill\r\n\r\n{LONG}\r\n\r\nA heading\r\n\r\n{LONG}\r\n"
    assert [str(role) for role in roles(Article(text))] == [
        "title", "blank", "byline", "blank", "body", "blank", "heading", "blank", "body", "blank",
    ]  # fmt: skip


def test_a_hard_wrapped_paragraph_is_no_title_and_no_heading():
    wrapped = LONG.replace(", ", ",\n").replace(". ", ".\n")
    assert set(roles(Article(wrapped))) == {Role.BODY}


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (f"{LONG}\n", Head()),
        ("", Head()),
        ("Just one line", Head()),
        ("Dear reader,\nthis is no title.", Head()),
        (f"Title\n{LONG}", Head("Title", title_line=0)),
        (f"# Title #\n\n{LONG}", Head("Title", title_line=0)),
        (f"share 4 Facebook 2\n\nTitle\n\n{LONG}", Head("Title", title_line=2)),
        (f"24 May 2022\nTitle\n\n{LONG}", Head("Title", "", "24 May 2022", 1, -1, 0)),
        (
            f"Title\n\nA standfirst, as features have it.\n\nBy Ada Quill\n\n{LONG}",
            Head("Title", "Ada Quill", "", 0, 4, -1),
        ),
        (f"Title\n\nBy Tuesday all was lost for good.\n\n{LONG}", Head("Title", title_line=0)),
        (f"Title\n\nby and by they came\n\n{LONG}", Head("Title", title_line=0)),
        (f"Title\n\nGENEVA, March 3 (Agency) - {LONG}", Head("Title", "", "March 3", 0, -1, -1)),
        (f"Regen\n\nVon Uwe Groß\n\n{LONG}", Head("Regen", "Uwe Groß", "", 0, 2, -1)),
    ],
)
def test_heads(text, head):
    assert find_head(text) == head


def test_a_known_title_is_found_wherever_it_stands():
    text = f"Section\n\nKicker of the day\n\nThe Title.\n\n{LONG}"
    assert find_head(text, "The Title.").title_line == 4
    assert roles(Article(text, title="The Title."))[4] is Role.TITLE


def test_front_matter_is_meta():
    article = Article(f"---\ntitle: x\n---\n# Title\n\n{LONG}\n")
    assert list(roles(article))[:4] == [Role.META, Role.META, Role.META, Role.TITLE]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("access_time 24 May 2022 | 09:14", "24 May 2022"),
        ("Saturday, February 14, 2026", "February 14, 2026"),
        ("Samstag, 10. März 2026", "10. März 2026"),
        ("le 3 février 2021", "3 février 2021"),
        ("24 de mayo de 2022", "24 de mayo de 2022"),
        ("24 мая 2022 года", "24 мая 2022"),
        ("2022-05-24T09:14:00Z", "2022-05-24T09:14:00Z"),
        ("am 24.05.2022 um 9", "24.05.2022"),
        ("2022年5月24日", "2022年5月24日"),
        ("1st March 1999", "1st March 1999"),
        ("12 dead 2022", ""),
        ("May 2022", ""),
        ("In 2022 there were 12", ""),
        ("1.2.3 and 10/10/10", ""),
    ],
)
def test_dates(line, date):
    assert find_date(line) == date


def _role_names(text):
    return [str(role) for role in roles(Article(text))]


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_what_stands_between_fences_is_code(fence):
    text = f"{LONG}\n\n{fence}py\n# a comment\n- no item\n\n> 1\n{fence}\n\n# A heading\n\n{LONG}"
    assert _role_names(text) == [
        "body", "blank", "meta", "code", "code", "blank", "code", "meta", "blank", "heading",
        "blank", "body",
    ]  # fmt: skip


def test_a_fence_that_is_never_closed_makes_no_code():
    assert _role_names(f"{LONG}\n\n```\n# A heading\n")[3] == "heading"
    assert _role_names(f"{LONG}\n~~~\n```\n# code\n~~~\n# A heading")[3:] == [
        "code",
        "meta",
        "heading",
    ]


@pytest.mark.parametrize("underline", ["---", "=====", "--------------\r"])
def test_an_underlined_line_is_a_heading(underline):
    assert role_of("The food", after=underline) is Role.HEADING
    assert role_of("The food", before="and then came", after=underline) is Role.BODY
    assert role_of("It was good.", after=underline) is Role.BODY


def test_what_stands_above_the_title_is_set_apart():
    text = f"Local politics\n\nThe title\n\n{LONG}"
    assert list(roles(Article(text, title="The title")))[:3] == [Role.META, Role.BLANK, Role.TITLE]
    opening = f"He came back to the town that he had left.\n\nThe title\n\n{LONG}"
    assert roles(Article(opening, title="The title"))[0] is Role.BODY


@given(st.text(st.sampled_from("Ab .#->*`~|=“”\"'(:)\n\r\t12\x0b\u2028—©é中"), max_size=300))
def test_any_text_has_a_role_for_each_line(text):
    found = roles(Article(text))
    assert len(list(found)) == len(found) == text.count("\n") + 1
    for line, role in zip(text.split("\n"), found, strict=True):
        assert (role is Role.BLANK) == (not line.strip())


def test_only_the_lines_that_are_asked_for_are_looked_at(monkeypatch):
    article = Article("A line of some text.\n" * 100_000)
    found = roles(article)
    seen = []
    look = type(found)._look_at
    monkeypatch.setattr(
        type(found), "_look_at", lambda self, line: seen.append(line) or look(self, line)
    )
    assert found[50_000:50_003] == [Role.BODY] * 3
    assert found[50_001] is Role.BODY
    assert found[-1] is Role.BLANK
    assert seen == [50_000, 50_001, 50_002, 100_000]
    with pytest.raises(IndexError):
        found[100_001]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("two words", 2), ("one\u2028two\nthree", 3), ("总统周二在北京", 4)],
)
def test_words(text, count):
    assert words(text) == count


def test_words_of_a_long_text_are_estimated_well():
    text = "".join(path.read_text("utf-8") for path in SAMPLES) * 10
    assert words(text) == pytest.approx(len(text.split()), rel=0.02)


@pytest.mark.parametrize(("count", "time"), [(0, 1), (230, 1), (3000, 13)])
def test_minutes(count, time):
    assert minutes(count) == time
