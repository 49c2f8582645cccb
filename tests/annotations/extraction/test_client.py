"""The client against a child that misbehaves on request: nothing is lost, nothing waits."""

import asyncio
import gc
import json
import os

import pytest

from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.extraction import Found, PredictionCache, State, gather, is_complete, process
from annotations.extraction.chunks import SIZE, SLACK, Chunks, cut
from annotations.extraction.keeper import Keeper
from annotations.predictions import Pipeline

LINE = "The delegation went on to Dushanbe, where it was late.\n"
TEXT = LINE * 400

pytestmark = pytest.mark.usefixtures("fake")


def places(founds):
    return sorted((s.start, s.end) for found in founds for s in found.spans)


def expected(text, name="Dushanbe"):
    return [(i, i + len(name)) for i in range(len(text)) if text.startswith(name, i)]


def with_word(word, at):
    """`TEXT` with a word for the fake child near a place."""
    at -= at % len(LINE)
    return TEXT[:at] + word + " " + TEXT[at:]


async def collect(stream):
    return [found async for found in stream]


async def test_all_is_found_where_it_stands(client, within):
    async with client() as c:
        founds = await within(collect(c.extract("a", TEXT)))
        assert places(founds) == expected(TEXT)
        assert all(TEXT[s.start : s.end] == s.text == "Dushanbe" for f in founds for s in f.spans)
        assert is_complete(Article(TEXT), founds)


@pytest.mark.parametrize(
    "before",
    [
        "👩‍💻🇹🇯 " * 500,
        "塔吉克斯坦。" * 800,
        "a\u0301\u0323 " * 900,
        "\r\n" * 1500,
        "\x00\x1b[31m \u2028" * 400,
    ],
    ids=["astral", "chinese", "combining", "crlf", "controls"],
)
async def test_offsets_count_code_points(client, within, before):
    text = (before + "Dushanbe ") * 3
    async with client() as c:
        founds = await within(collect(c.extract("a", text)))
    assert {s.text for f in founds for s in f.spans if not s.text.isspace()} == {"Dushanbe"}
    assert places(founds) == expected(text)


async def test_what_is_blank_is_dropped(client, within):
    async with client() as c:
        (found,) = await within(collect(c.extract("a", "Dushanbe\n\nDushanbe")))
    assert [s.text for s in found.spans] == ["Dushanbe", "Dushanbe"]


async def test_an_empty_text_ends_at_once(client, within):
    async with client("mute") as c:
        assert await within(collect(c.extract("a", ""))) == []


async def test_the_visible_part_comes_first(client, within):
    async with client() as c:
        founds = await within(collect(c.extract("a", TEXT, first=12_000)))
    assert founds[0].start <= 12_000 < founds[0].end
    assert [f.start for f in founds] == [start for start, _ in _order(TEXT, 12_000)]


def _order(text, first):
    chunks = Chunks(text)
    return [chunks[number] for number in chunks.order(first)]


async def test_the_pipeline_is_known_when_ready(client, within):
    async with client("some_model") as c:
        assert (c.state, c.pipeline, c.labels) == (State.STARTING, None, ())
        pipeline = await within(c.ready())
        assert pipeline == Pipeline("some_model", "1.0", {"components": ["ner"]})
        assert (c.pipeline, c.labels, c.language) == (pipeline, ("GPE",), "en")


async def test_states_are_told_in_their_order(client, within):
    states = []
    async with client(on_state=states.append) as c:
        await within(c.ready())
        await within(collect(c.extract("a", TEXT)))
        await asyncio.sleep(0)
        assert states == [State.READY, State.WORKING, State.READY]
        assert c.problem == ""


async def test_an_error_in_what_is_called_is_not_the_childs(client, within):
    errors = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    async with client(on_state=lambda state: {}[state]) as c:
        founds = await within(collect(c.extract("a", TEXT)))
        assert places(founds) == expected(TEXT)
        assert c.problem == ""
    assert errors


# Whose turn it is


async def test_a_newly_opened_article_goes_before_the_rest_of_an_old_one(client, within):
    order = []

    async def follow(name, stream):
        async for _ in stream:
            order.append(name)

    async with client() as c:
        old = c.extract("old", TEXT * 5)
        new = c.extract("new", TEXT)
        await within(asyncio.gather(follow("old", old), follow("new", new)))
    # Two chunks of the old one were on their way already.
    last_new = len(order) - order[::-1].index("new")
    assert order[:last_new].count("old") <= 3


async def test_what_is_not_urgent_waits(client, within):
    order = []

    async def follow(name, stream):
        async for _ in stream:
            order.append(name)

    async with client() as c:
        streams = [c.extract(n, TEXT, urgent=False) for n in "abc"]
        await within(asyncio.gather(*map(follow, "abc", streams)))
    assert order == sorted(order)


async def test_the_reader_may_turn_to_another_place(client, within):
    async with client() as c:
        stream = c.extract("a", TEXT * 20)
        first = await within(anext(stream))
        c.extract("b", TEXT * 20)
        c.look_at("a", 400_000)
        starts = [first.start, *(f.start for f in await within(collect(stream)))]
        # What was found meanwhile comes first, and what was on its way.
        turn = next(n for n, start in enumerate(starts) if 390_000 < start <= 400_000)
        assert turn < 30
        assert sorted(starts) == [start for start, _ in cut(TEXT * 20)]


async def test_a_cancelled_text_ends_and_the_others_go_on(client, within):
    async with client() as c:
        long, other = c.extract("long", TEXT * 50), c.extract("other", TEXT)
        await within(anext(long))
        c.cancel("long")
        left = await within(collect(long))
        assert not is_complete(Article(TEXT * 50), left)
        assert places(await within(collect(other))) == expected(TEXT)


async def test_leaving_the_loop_ends_the_work(client, within):
    async with client() as c:
        async for _ in c.extract("long", TEXT * 50):
            break
        gc.collect()
        await within(collect(c.extract("other", TEXT, urgent=False)))
        assert not c._jobs


async def test_a_task_that_is_cancelled_ends_its_work(client, within):
    async with client() as c:
        task = asyncio.create_task(collect(c.extract("long", TEXT * 50)))
        await within(c.ready())
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not c._jobs


# What goes wrong


@pytest.mark.parametrize(("word", "reason"), [
    ("CRASH", "the pipeline was ended by SIGABRT: Assertion failed"),
    ("NONSENSE", "the pipeline gave an answer that makes no sense"),
    ("OUTSIDE", "the pipeline gave an answer that makes no sense"),
])  # fmt: skip
async def test_a_chunk_that_is_deadly_is_given_up_and_all_else_is_done(
    client, within, word, reason
):
    text = with_word(word, 9000)
    async with client() as c:
        founds = await within(collect(c.extract("a", text)))
        (lost,) = [found for found in founds if found.error]
        assert reason in lost.error
        assert "\n" not in lost.error
        assert word in text[lost.start : lost.end]
        assert places(founds) == [p for p in expected(text) if not lost.start <= p[0] < lost.end]
        assert sum(f.end - f.start for f in founds) == len(text)
        assert not is_complete(Article(text), founds)
        assert c.problem == lost.error
        assert places(await within(collect(c.extract("b", TEXT)))) == expected(TEXT)


async def test_a_chunk_is_tried_twice(client, within, tmp_path):
    states, text = [], with_word("ONCE", 9000)
    async with client(code=str(tmp_path / "died"), on_state=states.append) as c:
        founds = await within(collect(c.extract("a", text)))
        assert is_complete(Article(text), founds)
        assert places(founds) == expected(text)
        assert c.problem == "the pipeline ended with status 4"
        await asyncio.sleep(0)
        assert states.count(State.STARTING) == 1


async def test_a_hanging_child_is_replaced(client, within):
    text = with_word("HANG", 9000)
    async with client(timeout=1.0) as c:
        founds = await within(collect(c.extract("a", text)))
        (lost,) = [found for found in founds if found.error]
        assert lost.error == "the pipeline gave no answer within 1 s"
        assert sum(f.end - f.start for f in founds) == len(text)


async def test_a_stop_of_the_whole_program_is_no_hang(client, within, monkeypatch):
    expectations: asyncio.Queue[float] = asyncio.Queue()
    original = Keeper.expect
    monkeypatch.setattr("annotations.extraction.keeper._LATE", -1.0)
    monkeypatch.setattr(
        Keeper, "expect", lambda self, s: expectations.put_nowait(s) or original(self, s)
    )
    async with client("mute", load_timeout=0.01) as c:
        for _ in range(5):
            assert await within(expectations.get()) == 0.01
        assert (c.state, c.problem) == (State.STARTING, "")


async def test_a_failure_that_the_child_survives_costs_one_chunk(client, within):
    text = with_word("FAIL", 9000)
    async with client() as c:
        worker = c._keeper.worker
        founds = await within(collect(c.extract("a", text)))
        (lost,) = [found for found in founds if found.error]
        assert lost.error == "the pipeline failed: ValueError: as told"
        assert c._keeper.worker is worker


async def test_a_talkative_child_is_not_stuck(client, within):
    text = with_word("CHAT", 9000)
    async with client() as c:
        founds = await within(collect(c.extract("a", text)))
        assert places(founds) == expected(text)


async def test_two_articles_survive_the_crash_of_one(client, within):
    async with client() as c:
        bad, good = c.extract("bad", with_word("CRASH", 9000)), c.extract("good", TEXT)
        bad, good = await within(asyncio.gather(collect(bad), collect(good)))
        assert sum(bool(found.error) for found in bad) == 1
        assert is_complete(Article(TEXT), good)


async def test_after_too_many_crashes_there_is_no_more(client, within):
    text = TEXT + "CRASH " * 20_000
    async with client(max_restarts=3) as c:
        with pytest.raises(ExtractionError, match="SIGABRT"):
            await within(collect(c.extract("a", text)))
        assert c.state is State.FAILED
        with pytest.raises(ExtractionError, match="SIGABRT"):
            await within(collect(c.extract("b", TEXT)))
        c.restart()
        assert c.state is State.STARTING
        assert places(await within(collect(c.extract("c", TEXT)))) == expected(TEXT)


async def test_one_that_dies_while_loading_is_tried_twice(client, within):
    async with client("dies") as c:
        stream = c.extract("a", TEXT)
        with pytest.raises(ExtractionError, match="ended with status 3: no memory left"):
            await within(c.ready())
        with pytest.raises(ExtractionError, match="no memory left"):
            await within(collect(stream))
        assert c.state is State.FAILED
        assert c._restarts == 9


async def test_one_that_never_loads_is_given_up(client, within):
    async with client("mute", load_timeout=0.1) as c:
        with pytest.raises(ExtractionError, match=r"no answer within 0\.1 s"):
            await within(c.ready())


@pytest.mark.parametrize(("model", "state"), [("absent", State.ABSENT), ("unknown", State.FAILED)])
async def test_one_that_cannot_be_says_why(client, within, model, state):
    states = []
    async with client(model, on_state=states.append) as c:
        early = c.extract("a", TEXT)
        with pytest.raises(ExtractionError, match="is installed") as caught:
            await within(c.ready())
        assert str(caught.value) == c.problem
        for stream in (early, c.extract("b", TEXT)):
            with pytest.raises(ExtractionError, match="is installed"):
                await within(collect(stream))
        await asyncio.sleep(0)
        assert states == [state]
        assert c.state is state


async def test_what_was_absent_may_be_installed_meanwhile(client, within):
    async with client("absent") as c:
        with pytest.raises(ExtractionError):
            await within(c.ready())
        c._keeper._worker.model = "fake"
        c.restart()
        assert (await within(c.ready())).name == "fake"


async def test_that_no_process_can_be_started_is_told(client, within, monkeypatch):
    async with client() as c:
        await within(c.ready())
        monkeypatch.setattr(process.sys, "executable", "/nowhere/python")
        with pytest.raises(ExtractionError, match="cannot be started"):
            await within(collect(c.extract("a", with_word("CRASH", 0))))
        assert c.state is State.FAILED


async def test_nothing_survives_its_end(client, within):
    async with client() as c:
        stream = c.extract("a", TEXT * 50)
        await within(anext(stream))
        c.close()
        with pytest.raises(ExtractionError, match="the extraction is closed"):
            await within(collect(stream))
        c.close()
        c.restart()
        assert c._keeper.worker.has_ended()


async def test_it_may_end_while_a_child_is_being_replaced(client, within):
    async with client() as c:
        await within(c.ready())
        c._keeper._lose("is to be replaced")
        c.close()
        c._keeper._reap("is to be replaced", "")
        assert not c._keeper.is_running


def test_it_may_end_after_its_loop(fake):
    from annotations.extraction import Client, spawn

    async def start():
        return Client(spawn())

    asyncio.run(start()).close()


# Whole articles


async def test_an_article_is_predicted_whole_and_kept(client, within, tmp_path):
    cache, article = PredictionCache(tmp_path), Article(TEXT)
    async with client(cache=cache) as c:
        predictions = await within(c.predict(article))
        assert cache.get(article, c.pipeline) == predictions
        assert cache.recall().pipeline == c.pipeline
        predictions.check(TEXT)
        sent = []
        c._keeper.send = sent.append
        assert await within(c.predict(article)) == predictions
        assert not sent


async def test_an_article_that_is_not_read_whole_is_not_kept(client, within, tmp_path):
    cache, article = PredictionCache(tmp_path), Article(with_word("FAIL", 9000))
    async with client(cache=cache) as c:
        with pytest.raises(ExtractionError, match="as told"):
            await within(c.predict(article))
        task = asyncio.create_task(c.predict(Article(TEXT)))
        while not c._jobs:
            await asyncio.sleep(0)
        c.cancel(Article(TEXT).id)
        with pytest.raises(ExtractionError, match="was cancelled"):
            await within(task)
        assert cache.get(article, c.pipeline) is None
        assert cache.get(Article(TEXT), c.pipeline) is None


async def test_what_was_found_twice_counts_once(client, within):
    async with client() as c:
        founds = await within(collect(c.extract("a", TEXT, first=9000)))
        predictions = gather(Article(TEXT), c.pipeline, founds + founds)
    assert [s.range for s in predictions.spans] == expected(TEXT)


@pytest.mark.parametrize(
    "founds",
    [
        [],
        [Found(0, 4)],
        [Found(0, 4), Found(5, 8)],
        [Found(0, 4), Found(4, 8, error="no")],
        [Found(4, 8)],
    ],
)
def test_a_gap_is_not_complete(founds):
    assert not is_complete(Article("Dushanbe"), founds)
    assert is_complete(Article("Dushanbe"), [Found(4, 8), Found(0, 4)])


# What keeps the event loop free


async def test_what_passes_at_once_is_small(client, within, monkeypatch):
    """However long the text, a turn of the loop handles a few kilobytes."""
    sizes, waiting = [], []
    original = Keeper.send

    def send(self, message):
        sizes.append(len(json.dumps(message)))
        original(self, message)

    monkeypatch.setattr(Keeper, "send", send)
    async with client() as c:
        async for _ in c.extract("a", "Dushanbe 塔吉克 " * 80_000):
            waiting.append(len(c._sent))
    assert max(sizes) <= (SIZE + 2 * SLACK) * 6 + 100
    assert max(waiting) <= 2


async def test_a_child_that_does_not_read_blocks_nobody(client, within):
    async with client("mute") as c:
        channel = c._keeper._channel
        channel.send(b"x" * 1_000_000)
        assert channel._unsent
        assert not os.get_blocking(channel._requests)


async def test_short_texts_go_together(client, within):
    async with client() as c:
        await within(c.ready())
        streams = [c.extract(str(n), LINE, urgent=False) for n in range(100)]
        assert 10 < len(c._sent) < 100
        founds = await within(asyncio.gather(*map(collect, streams)))
        assert all(places(found) == expected(LINE) for found in founds)


async def test_of_short_texts_that_go_together_only_the_deadly_one_is_lost(client, within):
    async with client() as c:
        texts = [LINE + ("CRASH" if n == 13 else "") for n in range(40)]
        streams = [c.extract(str(n), text, urgent=False) for n, text in enumerate(texts)]
        founds = await within(asyncio.gather(*map(collect, streams)))
        assert [n for n, (found,) in enumerate(founds) if found.error] == [13]
