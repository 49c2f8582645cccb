"""A child process that keeps the protocol without spaCy, and misbehaves when a text asks it to.

What it loads is told by `--model`; what it does with a chunk by words in it:
CRASH dies, ONCE dies the first time (the file named in `--code` remembers), HANG says nothing
more, FAIL reports an error, NONSENSE answers rubbish, OUTSIDE points out of the text, CHAT
prints a lot. Every `Dushanbe` is a GPE; every blank line is one, too.
"""

import json
import os
import re
import signal
import sys
from pathlib import Path

OPTIONS = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
MODEL = OPTIONS.get("--model", "fake")
READY = {
    "name": MODEL,
    "version": "1.0",
    "parameters": {"components": ["ner"]},
    "language": "en",
    "labels": ["GPE"],
    "location": str(Path(__file__).parent),
}


def say(message):
    os.write(1, json.dumps(message).encode() + b"\n")


def start():
    if MODEL == "dies":
        os.write(2, b"a line\nno memory left\n\n")
        os._exit(3)
    elif MODEL == "mute":
        signal.pause()
    elif MODEL == "absent":
        say({"error": {"kind": "absent", "message": "none is installed"}})
    elif MODEL == "unknown":
        say({"error": {"kind": "unusable", "message": "no pipeline unknown is installed"}})
    else:
        say({"ready": READY})


def misbehave(text):
    once = Path(OPTIONS.get("--code", os.devnull))
    if "ONCE" in text and not once.exists():
        once.write_text("died")
        os._exit(4)
    if "CRASH" in text:
        os.write(2, b"Assertion failed: \x1b[31mred\n")
        os.kill(os.getpid(), signal.SIGABRT)
    if "HANG" in text:
        signal.pause()
    if "NONSENSE" in text:
        os.write(1, b"rubbish\n")
    if "CHAT" in text:
        os.write(2, b"chat\n" * 100_000)


def answer(request):
    text = request["text"]
    misbehave(text)
    if "FAIL" in text:
        return {"id": request["id"], "failed": "ValueError: as told"}
    spans = [[*m.span(), "GPE"] for m in re.finditer(r"Dushanbe|\n\n", text)]
    if "OUTSIDE" in text:
        spans.append([0, len(text) + 1, "GPE"])
    return {"id": request["id"], "spans": spans}


start()
for line in sys.stdin.buffer:
    say(answer(json.loads(line)))
