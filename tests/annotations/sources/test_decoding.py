import encodings.aliases
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.errors import SourceError
from annotations.sources.decoding import Decoded, clean, decode

FRENCH = (
    "L'été dernier, la ministre française a déclaré que les négociations n'étaient pas "
    "terminées. Le café à côté de l'hôtel était fermé.\n"
)
RUSSIAN = "Президент Таджикистана встретился с американской делегацией в Душанбе.\n"
CHINESE = "总统周二在北京举行记者会，介绍了新的政策。\n"
JAPANESE = "大統領は火曜日に東京で記者会見を開き、新しい政策について説明した。\n"
POLISH = "Prezydent spotkał się z ministrem, żeby omówić politykę wschodnią; jaźń, gęś, źdźbło.\n"
CITIES = "Łódź i Kraków podpisały umowę. Prezydent Żaneta Wiśniewska była zadowolona.\n"
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. Ministr řekl, že se to nestalo v Třebíči.\n"
PORTUGUESE = "A reunião não começou às 10 horas; São Paulo espera por ação.\n"


@given(st.binary(max_size=400))
@example(b"\xff\xfe\xfd")
@example(b"\xff\xfea\xd8")
@example(b"\xed\xa0\x80 surrogate in UTF-8")
@example(bytes(range(256)))
@settings(max_examples=300, deadline=None)
def test_whatever_bytes_come_there_is_a_text_or_a_source_error(attempt, data):
    attempt(decode, data)


@given(st.binary(max_size=60), st.sampled_from(sorted(set(encodings.aliases.aliases.values()))))
@settings(max_examples=400, deadline=None)
def test_whatever_encoding_is_asked_for_there_is_a_text_or_a_source_error(attempt, data, encoding):
    attempt(decode, data, encoding)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@example("one\r\ntwo\rthree\x0bfour\x0cfive\x85six\u2028seven\u2029\x1c\x1d\x1e")
@settings(deadline=None)
def test_utf8_is_kept_exactly(text):
    data = text.encode()
    try:
        found = decode(data)
    except SourceError:  # "%PDF-" and its like
        return
    marked = text.startswith("\ufeff")
    assert found == Decoded(text.removeprefix("\ufeff"), "utf-8", exact=not marked)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_obeyed_and_not_part_of_the_text(codec):
    found = decode((FRENCH + RUSSIAN).encode(codec))
    assert found.text == FRENCH + RUSSIAN
    assert found.notice is None


@pytest.mark.parametrize("codec", ["utf-16-be", "utf-32-be", "utf-16-le", "utf-32-le"])
def test_marks_of_both_byte_orders(codec):
    assert decode(f"\ufeff{FRENCH}".encode(codec)) == Decoded(FRENCH, codec)


def test_only_the_first_mark_goes():
    assert decode("\ufeff\ufeffa".encode()).text == "\ufeffa"


def test_utf16_without_a_mark_is_recognised_and_said():
    found = decode("A plain text.\nAnd another.".encode("utf-16-le"))
    assert found.text == "A plain text.\nAnd another."
    assert "utf-16-le" in found.notice


@pytest.mark.parametrize(("count", "said"), [(1, "1 character is"), (3, "3 characters are")])
def test_damaged_utf8_stays_utf8(count, said):
    data = RUSSIAN.encode() + b"bad: " + b"\xff " * count
    found = decode(data)
    assert found.text == RUSSIAN + "bad: " + "\ufffd " * count
    assert found.encoding == "utf-8"
    assert found.notice.startswith(said)
    assert "--encoding" in found.notice


def test_utf8_cut_in_the_middle_of_a_character():
    found = decode("He went to 北".encode()[:-1])
    assert found.text == "He went to \ufffd"
    assert found.encoding == "utf-8"


def test_a_replacement_character_in_the_file_is_no_damage():
    assert decode("a \ufffd b".encode()).notice is None


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (FRENCH, "cp1252"),
        (FRENCH, "latin-1"),
        ("Señor Muñoz, 19 chr", "cp1252"),
        ("He said “no” – and left. It’s €5…", "cp1252"),
        ("One café in a text that is otherwise plain ASCII.\n" * 40, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (CHINESE, "gb18030"),
        (CHINESE, "big5"),
        (JAPANESE, "shift_jis"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (CITIES, "cp1250"),
        (CITIES * 30, "iso8859_2"),
        (CZECH * 3, "iso8859_2"),
        (FRENCH * 30, "cp1252"),
        (PORTUGUESE * 30, "cp1252"),
        (JAPANESE, "iso2022_jp"),
    ],
)
def test_other_encodings_are_guessed_and_said(text, codec):
    text = text.encode(codec, "ignore").decode(codec)
    found = decode(text.encode(codec))
    assert found.text == text
    assert f"guessed: {found.encoding}" in found.notice
    assert "--encoding" in found.notice


def test_the_only_foreign_letter_of_a_large_text_is_found():
    for between in (b"\n", b" "):
        data = b"plain ASCII over and over" + between
        assert decode(data * 50_000 + b"na\xefve").text.endswith("naïve")


@pytest.mark.parametrize("codec", ["cp1251", "KOI8-R", "utf-8", "mac_cyrillic"])
def test_the_encoding_that_is_asked_for_is_used(codec):
    found = decode(RUSSIAN.encode(codec), codec)
    assert found.text == RUSSIAN
    assert found.notice is None


def test_an_encoding_that_does_not_fit_is_used_and_the_damage_counted():
    found = decode("Muñoz, à côté".encode("cp1252"), "utf-8")
    assert found.text == "Mu\ufffdoz, \ufffd c\ufffdt\ufffd"
    assert found.notice.startswith("4 characters are")


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "zlib", "idna", "", "\0", "a" * 999])
def test_an_unknown_encoding_is_refused(name):
    if name:
        with pytest.raises(SourceError, match="no encoding that can be read"):
            decode(b"abc", name)
    else:
        assert decode(b"abc", name).text == "abc"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x7fELF\x02\x01", "program"),
        (b"a\0b\0\0\0\x03\0" * 20, "binary"),
        (random.Random(1).randbytes(2000).replace(b"\0", b"\1"), "not a text"),
    ],
)
def test_binary_data_is_refused_in_one_line(data, said):
    with pytest.raises(SourceError, match=said) as caught:
        decode(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["A long line with one NUL \0, as of a full disk.\n", "Angela\0 M"]
)
def test_a_stray_nul_is_text(text):
    assert decode(text.encode()).text == text


def test_an_escape_sequence_that_begins_no_japanese_is_text():
    assert decode(b"a \x1b$B\xff").encoding != "iso2022_jp"
    assert decode(b"costs \x1b$5 \x1b[0m").text == "costs \x1b$5 \x1b[0m"


@given(st.text(st.characters(), max_size=40))
def test_clean_joins_pairs_and_replaces_what_is_left(text):
    clean(text).encode()
    assert clean("\ud83d\ude00") == "😀"
    assert clean("a\ud83d b") == "a\ufffd b"
