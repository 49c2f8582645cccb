"""Addresses, against a server on this machine."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from annotations.errors import SourceError
from annotations.sources import collect, read
from annotations.sources import url as url_module

PAGES = {}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        status, headers, body = PAGES.get(self.path, (404, {}, b"gone"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *_):
        return


@pytest.fixture
def serve(monkeypatch):
    """Answer the next request for a path; gives what reads it."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def answer(body, content_type="text/html", path="/a", status=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        PAGES[path] = (status, {"Content-Type": content_type, **headers}, body)
        return read(collect([f"http://127.0.0.1:{server.server_port}{path}"]).refs[0])

    yield answer
    server.shutdown()
    thread.join()
    server.server_close()
    PAGES.clear()


def test_a_page(serve):
    article = serve("<p>A sentence about Žižek.</p>".encode()).article
    assert article.text == "A sentence about Žižek."
    assert article.source.startswith("http://127.0.0.1:")


def test_the_encoding_the_server_names(serve):
    body = "Привет, Душанбе".encode("koi8-r")
    assert serve(body, "text/plain; charset=koi8-r").article.text == "Привет, Душанбе"


def test_an_encoding_that_the_server_makes_up(serve):
    body = "Привет, Душанбе"
    assert serve(body.encode(), "text/plain; charset=utf8mb4").article.text == body
    assert serve(body.encode(), "text/plain; charset=iso-8859-1").article.text == body


def test_plain_text_and_markdown_are_exact(serve):
    assert serve(b"a\r\nb  c", "text/plain").article.text == "a\r\nb  c"
    assert serve(b"# T\n", "text/plain", "/x.md").article.reader == "markdown 1"


def test_a_packed_page(serve):
    body = gzip.compress(b"plain text")
    assert serve(body, "text/plain", Content_Encoding="gzip").article.text == "plain text"


def test_letters_in_an_address(serve):
    path = "/d%C3%BCsseldorf%20x"
    PAGES[path] = (200, {"Content-Type": "text/plain"}, b"found")
    with pytest.raises(SourceError):
        serve(b"", path="/other")
    assert url_module._in_ascii("http://müller.example/düsseldorf x?q=ä#part") == (
        "http://xn--mller-kva.example/d%C3%BCsseldorf%20x?q=%C3%A4"
    )
    assert url_module._in_ascii("http://a.example/%C3%BC?x=1&y=%20") == (
        "http://a.example/%C3%BC?x=1&y=%20"
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "404 Not Found; check the address"),
        ({"status": 403}, "403 Forbidden; open it in a browser"),
        ({"status": 500}, "500 Internal Server Error; try again later"),
        ({"content_type": "image/png"}, "this is image/png, which is not read"),
        ({"path": "/corpus.jsonl"}, "holds several articles; save it"),
        ({"status": 302, "Location": "file:///etc/passwd"}, "302|cannot be fetched"),
        ({"status": 302, "Location": "ftp://127.0.0.1/x"}, "302|cannot be fetched"),
        ({"status": 302, "Location": "/a"}, "302|cannot be fetched"),
        ({"Content_Encoding": "gzip"}, "damaged page"),
        ({"Content_Length": "1000"}, "broke off"),
        ({"content_type": "application/pdf"}, "a: damaged|needs the package"),
    ],
)
def test_what_servers_do(serve, answer, said):
    with pytest.raises(SourceError, match=said) as caught:
        serve(b"body", **answer)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("http://127.0.0.1")


def test_nothing_is_an_empty_page(serve):
    with pytest.raises(SourceError, match="empty page"):
        serve(b"")


def test_size_is_bounded(serve, monkeypatch):
    monkeypatch.setattr(url_module, "MAX_BYTES", 1000)
    with pytest.raises(SourceError, match="larger than"):
        serve(b"x" * 200_000)
    with pytest.raises(SourceError, match="larger than"):
        serve(gzip.compress(b"x" * 100_000), Content_Encoding="gzip")


def test_time_is_bounded(serve, monkeypatch):
    monkeypatch.setattr(url_module, "SECONDS", -1)
    with pytest.raises(SourceError, match="not there after"):
        serve(b"x")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x",
        "http://[::1",
        "http://",
        "http:///x",
        "http://a b/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:port/",
        "https://.../",
        "http://\ud800.example/",
        "http://x\ny/",
    ],
)
def test_addresses_that_lead_nowhere(monkeypatch, address):
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(SourceError, match="cannot be fetched"):
        read(collect([address]).refs[0])
