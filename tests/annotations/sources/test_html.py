import pytest

from annotations.errors import SourceError
from annotations.sources.html import decode_page

PARAGRAPHS = (
    "For thirty years American interest in Tajikistan travelled by the slow train: a customs "
    "scanner one spring, a border post the next &amp; a handshake&nbsp;for the cameras.",
    "None of this would trouble anybody in <b>Mos</b>cow if it were an ordinary customer. It "
    "is not. The country is a member of the CSTO, the alliance that Russia leads.",
    "There is also the matter of wages. Hundreds of thousands of men work on building sites, "
    "and what they send home makes up a quarter of the economy in a good year.",
)


def page(*blocks, head=""):
    body = "".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks)
    return (
        f'<!doctype html><html lang="en-GB"><head><title>Slow train | The Site</title>{head}'
        '</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>'
        '<div class="cookie-banner">We use cookies. <button>Accept</button></div>'
        f"<article>{body}</article><footer>© 2022 The Site</footer>"
        "<script>var hidden = 1;</script></body></html>"
    )


def test_the_article_without_the_furniture(read_bytes):
    head = (
        '<meta name="author" content="Ada Quill">'
        '<meta property="article:published_time" content="2022-05-24T09:14">'
    )
    html = page("<h1>The slow train</h1>", *PARAGRAPHS, "<h2>Wages</h2>", PARAGRAPHS[2], head=head)
    article = read_bytes("a.html", html.encode()).article
    assert article.title == "The slow train"
    assert article.byline == "Ada Quill"
    assert article.date == "2022-05-24"
    assert article.language == "en"
    assert article.reader.startswith("trafilatura ")
    assert article.text.startswith("The slow train\n\nFor thirty years")
    assert "the next & a handshake" in article.text
    assert "in Moscow if" in article.text
    assert "\n\nWages\n\n" in article.text
    for furniture in ("cookies", "©", "Home", "hidden", "<"):
        assert furniture not in article.text


def test_the_title_stands_once_where_the_page_has_it(read_bytes):
    head = '<meta property="og:title" content="The slow train – The Site">'
    html = page("<p>Local politics</p><h1>The slow train</h1>", *PARAGRAPHS, head=head)
    article = read_bytes("a.html", html.encode()).article
    assert article.title == "The slow train"
    assert article.text.count("The slow train") == 1


def test_quotations_and_code_keep_their_shape(read_bytes):
    quoted = "<blockquote><p>It is the largest sum this town has ever borrowed.</p></blockquote>"
    html = page(
        "<h1>Title</h1>", *PARAGRAPHS, quoted, "<pre><code>a\n  b</code></pre>", PARAGRAPHS[0]
    )
    text = read_bytes("a.html", html.encode()).article.text
    assert "\n\n> It is the largest sum this town has ever borrowed.\n\n" in text
    assert "\n\na\n  b\n\n" in text


def test_a_date_is_stated_or_absent(read_bytes):
    html = page("<h1>Title</h1>", *PARAGRAPHS)
    assert read_bytes("a.html", html.encode()).article.date == ""  # not the year in the footer
    html = page("<h1>Title</h1>", "By Ada Quill, 3 May 2019", *PARAGRAPHS)
    article = read_bytes("a.html", html.encode()).article
    assert (article.byline, article.date) == ("Ada Quill", "3 May 2019")


def test_lists_and_tables_keep_their_shape(read_bytes):
    html = page(
        *PARAGRAPHS,
        "<ul><li>one thing</li><li>another <i>thing</i></li></ul>",
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        PARAGRAPHS[0],
    )
    text = read_bytes("a.html", html.encode()).article.text
    assert "\n\n- one thing\n- another thing\n\n" in text
    assert "\n\na | b\nc | d\n\n" in text


def test_a_page_without_an_article_shows_all_of_its_text(read_bytes):
    reading = read_bytes("a.html", b"<html><body><div>Hello</div>there<br>you</body></html>")
    assert reading.article.text in ("Hello\n\nthere\nyou", "Hello there\nyou")


@pytest.mark.parametrize(
    "html", ["<html><body><script>draw()</script></body></html>", "<p>", "<!-- -->", "<html>"]
)
def test_a_page_without_text_says_so(read_bytes, html):
    with pytest.raises(SourceError, match=r"^a\.html: (no text|empty|damaged)"):
        read_bytes("a.html", html.encode())


@pytest.mark.parametrize(
    ("data", "declared", "found"),
    [
        ('<meta charset="windows-1251">Привет'.encode("cp1251"), None, "Привет"),
        ("<meta charset=iso-8859-1>“café”".encode("cp1252"), None, "“café”"),
        ("<meta charset=iso-8859-1>“café” Привет".encode(), None, "“café” Привет"),
        ("<meta charset=nonsense>Привет".encode(), None, "Привет"),
        ("<meta charset=utf-8>café, naïve".encode("cp1252"), None, "café, naïve"),
        ("<p>Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ('<?xml version="1.0" encoding="shift_jis"?>東京'.encode("shift_jis"), None, "東京"),
        (b"<meta charset=utf-16>plain", None, "plain"),
        (b"<meta charset=unicode_escape>\\ud800 plain", None, "\\ud800 plain"),
        (b"<meta charset=utf-7>+2AA- plain", None, "\ufffd plain"),
        (b"<meta charset=hex>616", None, "616"),
        ("\ufeff<p>東京".encode("utf-16-le"), None, "東京"),
    ],
)
def test_the_encoding_a_page_declares(data, declared, found):
    assert decode_page(data, None, declared).text.endswith(found)


def test_the_encoding_asked_for_goes_before_what_the_page_declares():
    data = "<meta charset=windows-1252>Привет".encode("cp1251")
    assert decode_page(data, "cp1251", None).text.endswith("Привет")


@pytest.mark.parametrize(
    "hostile",
    [
        "&#0;&#27;]52;c;aGk=&#7; &#xD800; &#x110000; &lt;script&gt;alert(1)&lt;/script&gt;",
        "\x1b]0;title\x07 and \x9b31m and \u202e",
        '<a href="javascript:alert(1)" onclick="x">[@click=app.quit]</a> [sic]',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>&b;',
        "<div>" * 3_000 + "deep",
        "<p" + " a=b" * 5_000 + ">attributes",
    ],
)
def test_hostile_pages_are_text_or_one_line(attempt, read_bytes, hostile):
    attempt(read_bytes, "a.html", page(*PARAGRAPHS, hostile).encode())


def test_an_external_entity_is_not_fetched(read_bytes, tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    html = f'<!DOCTYPE h [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>' + page(
        *PARAGRAPHS, "and &x; there"
    )
    assert "SECRET" not in read_bytes("a.html", html.encode()).article.text
