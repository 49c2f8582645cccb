"""Texts that terminals, fonts and string libraries disagree about."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

HARD = {
    "cjk": "東京は日本の首都です。「記者」たちは、来週、ドゥシャンベへ向かう！",
    "cjk without spaces": "塔吉克斯坦总统拉赫蒙在杜尚别会见了美国代表团。",
    "mixed": "Washington 華盛頓 looks to 杜尚別 Dushanbe, 說 Reuters。",
    "halfwidth katakana": "ｶﾞﾀﾞ ﾊﾟﾋﾟ",
    "zwj emoji": "Family 👩‍👩‍👧 and 👨‍👩‍👧‍👦, flag 🏳️‍🌈, farmer 👩🏽‍🌾 went.",
    "flags": "🇹🇯🇺🇸🇷🇺 met 🇹🇯 and 🇺 alone",
    "vs16": "❤️ ☎️ ✈️ ☀️ 2️⃣ text ❤ ☎",
    "keycaps": "1️⃣2️⃣3️⃣ #️⃣ *️⃣",
    "skin tones": "👍👍🏽👍🏿 wave 👋🏻",
    "combining": "cafe\u0301 Z\u0308oe\u0308 a\u0300\u0301\u0302\u0303 n\u0303o",
    "combining first": "\u0301a \u0308b",
    "stacked": "Z\u0351\u036b\u0343a\u0323\u0328\u0347l\u0359\u0318g\u0321\u031do",
    "devanagari": "ताजिकिस्तान के राष्ट्रपति क्षि श्री त्र्य ने कहा",
    "tamil": "தஜிகிஸ்தான் நிகழ்ச்சி",
    "thai": "ประเทศทาจิกิสถานน้ำกำลัง",
    "arabic": "قال الرئيس إمام علي رحمان في دوشنبه ﷺ السَّلَام",
    "hebrew": "שָׁלוֹם לְכֻלָּם",
    "hangul jamo": "\u1112\u1161\u11ab\u1100\u1173\u11af 한국어 \u1112\u1161",
    "tabs": "a\tb\tlong word\t\tend\t",
    "tab first": "\tindented\t中\tx",
    "tab later": "aaa bb\tcc dd\tee 中\t文",
    "zero width": "ze\u200bro wi\u200cdth jo\u200din \ufeffbom wo\u2060rd",
    "crlf": "line one\r\nline two\r\n\r\nline four\r",
    "lone cr": "a\rb\rc",
    "soft hyphen": "Donau\u00addampf\u00adschiff\u00adfahrt Kapitän",
    "separators": "one\u2028two\u2029three\x85four\x0bfive\x0csix\x1cseven",
    "c0": "bell\x07 esc\x1b[31mred\x1b[0m nul\x00 bs\x08\x08 del\x7f",
    "c1": "csi\x9b31m osc\x9d0;title\x9c nel\x85 apc\x9f",
    "osc 52": "\x1b]52;c;cm0gLXJmIC8=\x07 and \x1b]0;owned\x1b\\ done",
    "bidi": "abc\u202edef\u202c ghi\u2066jkl\u2069 m\u200en\u200fo\u061cp",
    "no break": "a\u00a0b\u00a0c\u202fd 10\u00a0000\u00a0km",
    "spaces": "  two   spaces    and  more     ",
    "only spaces": "              ",
    "ideographic space": "全角\u3000空白\u3000です",
    "long word": "x" * 130,
    "long wide word": "漢" * 70,
    "long then short": "Donaudampfschifffahrtsgesellschaft a b c",
    "punctuation": "終。終、終」終）終！ abc。 bcd。efg、hij！",
    "private use": "\ue000\uf8ff \U000f0000",
    "unassigned": "\u0378\u0379 \U0001fbff",
    "noncharacter": "\ufdd0 \uffff \U0010ffff",
    "prepend": "\u0600\u0661\u0662 \u0d4e\u0d15",
    "markup": "[@click=app.quit]x[/] [/nope] [sic] [bold]b[/bold] \\[x]",
    "tags": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Scotland",
    "couples": "👩🏽‍❤️‍💋‍👨🏿 and 🧑🏻‍🤝‍🧑🏿, 🏴‍☠️ 👁️‍🗨️ 🐻‍❄️.",
    "text presentation": "❤︎ ☎︎ ✈︎ 1︎ 👍︎ ⚠️ ⚠",
    "ideographic variation": "葛\U000e0100飾区 辻\U000e0101 神\ufe00社",
    "fullwidth": "ＡＢＣ　１２３，ｶﾅ＝カナ ￥￦",
    "ambiguous width": "±5° §3 ①② ─│┌┐ ■◆○ “x” ×÷ αβ ёж …",
    "bengali": "তাজিকিস্তানের রাষ্ট্রপতি ক্ষ জ্ঞ র‌্যাব",
    "sinhala and malayalam": "ශ්‍රී ලංකාව ക്ഷ ന്‍ ർ",
    "khmer and myanmar": "ស្ត្រី ខ្មែរ မြန်မာ ကျွန်ုပ်",
    "tibetan and lao": "བསྒྲུབས་ ཧཱུྃ ປະເທດລາວ ກຳ",
    "hebrew accents": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים 12:30 (א)",
    "arabic in latin": "He said مرحبا 123 العالم, then left; ـــ لا ﷽ ﷲ",
    "persian": "می‌خواهم کتاب‌ها ۱۲۳",
    "fillers": "a\u3164b\u115fc\u1160d\u180ee\u2800f\ufffcg",
    "annotations": "\ufff9base\ufffaruby\ufffb and \u034f\u034fx",
    "long marks": "a" + "\u0301" * 300 + "b",
    "wide letters": "𒐫 ⸻ ﷽ ௵ 𝒜𝓑 𝟙𝟚 ㍿ ㋿ ﬃ ǆ",
    "joiners alone": "\u200d\u200d x\u200d \u200dx \ufe0f\ufe0f 👩\u200d \u200d👩",
    "modifiers alone": "\U0001f3fd x\U0001f3fd \u20e3 #\u20e3 \U0001f3fb\U0001f3ff",
    "odd flags": "🇩🇪🇫 🇩\u200d🇪 🇺🇳🇺🇳🇺 🏴\U000e0067\U000e0062",
    "empty": "",
    "one": "a",
    "newlines": "\n\n\na\n\n",
}  # fmt: skip
"""By what is hard about them."""

_PIECES = [
    *"ab .,-'\t\n漢。」ー字！x", " ", " ", "  ", "word ", "Tajikistan ", "\r\n", "\r",
    "e\u0301", "\u0301", "👩‍👩‍👧", "👍🏽", "🇹🇯", "🇺", "1️⃣", "❤️", "❤", "☎️", "क्षि", "त्र्य", "น้ำ", "กำ",
    "한", "\u1112\u1161\u11ab", "\u1112", "ｶﾞ", "ﷺ", "س\u0651\u064e", "\u200b", "\u200d", "\ufe0f",
    "\u00ad", "\u00a0", "\u3000", "\u2028", "\x85", "\x1b", "\x07", "\x9b", "\u202e", "\u2066",
    "\ufeff", "\u0600", "\U000e0067", "\x00", "\u20e3", "\U0001f3fd", "\ufdd0",
]  # fmt: skip

_pieces = st.lists(st.sampled_from(_PIECES), max_size=24).map("".join)
_anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
texts = st.lists(st.one_of(_pieces, _anything), max_size=3).map("".join)
"""Texts made of what is hard, and of any characters that a file can hold."""

lines = texts.map(lambda text: text.replace("\n", " "))
"""Such texts without a line's end."""

widths = st.integers(1, 100)
"""Cells in a row."""

any_string = st.text(st.characters(), max_size=20)
"""Strings of any code points, lone surrogates as well."""

PAYLOADS = {
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "title": "\x1b]0;owned\x1b\\",
    "clear": "\x1b[2J\x1b[H",
    "query": "\x1b[c\x1b[6n",
    "c1 csi": "\x9b31m\x9b2J",
    "c1 osc": "\x9d52;c;eA==\x9c",
    "dcs": "\x1bP+q544e\x1b\\",
    "backspace": "\x08\x08\x08\x7f",
    "shift out": "\x0e\x0f",
    "bell": "\x07",
    "return": "over\rwritten",
    "bidi": "\u202egnp.exe\u202c\u2066\u2069\u200f",
    "separators": "\u2028\u2029\x85\x0b\x0c",
    "click": "[@click=app.quit]x[/]",
    "closing tag": "[/nope]",
    "sic": "[sic]",
    "style": "[bold red]x[/bold red] [link=file:///etc]y[/link]",
    "backslash": "\\[x] \\\\ [\\]",
    "variable": "$primary [$error]z[/]",
}
"""What an attacker would write, and what a careless program would obey."""


_BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_BIDI_MARKS = "\u200e\u200f\u061c"


def is_obeyed(char: str) -> bool:
    """Whether a terminal does something else with a character than show it."""
    return (
        unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(char) in _BIDI_CONTROLS
        or char in _BIDI_MARKS
    )
