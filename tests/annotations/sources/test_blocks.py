import pytest
from lxml import html

from annotations.sources.blocks import text_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div><div><p>one</p></div></div>two", "one\n\ntwo"),
        ("<p>a  b\n c<b>d</b> e</p>", "a b cd e"),
        ("<p>one<br>two<br/><br/>three</p>", "one\ntwo\n\nthree"),
        ("<p>a<!-- no -->b<?no no?>c</p>", "abc"),
        ("<p>a<script>no</script>b<style>no</style></p>", "ab"),
        ("<p>a<svg><text>no</text></svg> b</p>", "a b"),
        ("<ul><li>one</li><li><p>two</p></li></ul>", "- one\n- two"),
        ("<ul><li>one</li>\n<li>two<ul><li>three</li></ul></li></ul>", "- one\n- two\n\n- three"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td></td></tr></table>", "a | b"),
        ("<p>ends in - </p><p>or in |</p><p>next</p>", "ends in -\n\nor in |\n\nnext"),
        ("<pre>a\n  b\n\nc</pre>d\ne", "a\n  b\n\nc\n\nd e"),
        (
            "<p>It is not long.</p><blockquote><p>a</p><p>b<br>c</p></blockquote>d",
            "It is not long.\n\n> a\n\n> b\n> c\n\nd",
        ),
        ("<p>It is not.</p><blockquote>a <i>b</i></blockquote>c", "It is not.\n\n> a b\n\nc"),
        ("<blockquote>All of <p>it</p></blockquote><p>x", "All of\n\nit\n\nx"),
        ("<p>a <code>b\n c</code> d</p>", "a b c d"),
        ("<p>&nbsp;a&nbsp;b</p>", "a\xa0b"),
        ("<p>&lt;b&gt; &amp; &eacute;</p>", "<b> & é"),
        ("", ""),
    ],
)
def test_what_a_reader_sees(markup, text):
    assert text_of(html.fromstring(f"<body>{markup}</body>")) == text


def test_code_as_trafilatura_has_it_keeps_its_lines():
    body = html.etree.fromstring("<body><p>a</p><code><code>b\n  c</code></code><p>d</p></body>")
    assert text_of(body) == "a\n\nb\n  c\n\nd"


def test_depth_is_no_matter():
    root = element = html.Element("div")
    for _ in range(3_000):
        child = html.Element("div")
        element.append(child)
        element = child
    element.text = "deep"
    assert text_of(root) == "deep"
