"""Many articles come back in their order, each with predictions or a reason."""

import pytest

from annotations.article import Article
from annotations.errors import ExtractionError
from annotations.extraction import PredictionCache, bulk, predict
from annotations.extraction.found import reads_alike

pytestmark = pytest.mark.usefixtures("fake")


def article(number, word="Dushanbe"):
    return Article(f"Article {number} is about {word}. " * (1 + number % 7 * 20))


@pytest.fixture
def spawned(monkeypatch):
    """Counts the children."""
    workers, original = [], bulk.spawn

    def spawn(*arguments, **more):
        workers.append(original(*arguments, **more))
        return workers[-1]

    monkeypatch.setattr(bulk, "spawn", spawn)
    return workers


def test_they_come_in_their_order(spawned):
    articles = [article(n) for n in range(200)]
    done = list(predict(articles))
    assert [a for a, _ in done] == articles
    for a, predictions in done:
        predictions.check(a.text)
        assert len(predictions.spans) == a.text.count("Dushanbe")
    assert all(worker.has_ended() for worker in spawned)


def test_none_at_all_starts_nothing(spawned):
    assert list(predict([])) == []
    assert not spawned


def test_one_that_cannot_be_read_does_not_stop_the_others():
    articles = [article(0), article(1, "CRASH"), article(2, "FAIL"), article(3)]
    (_, a), (_, b), (_, c), (_, d) = predict(articles)
    assert len(a.spans) == 1
    assert isinstance(b, ExtractionError)
    assert "SIGABRT" in str(b)
    assert "as told" in str(c)
    assert len(d.spans) == 61


def test_without_a_pipeline_nothing_begins(spawned):
    with pytest.raises(ExtractionError, match="none is installed"):
        list(predict([article(0)], "absent"))
    assert all(worker.has_ended() for worker in spawned)


def test_what_is_cached_needs_no_child(tmp_path, spawned):
    cache, articles = PredictionCache(tmp_path), [article(n) for n in range(20)]
    first = list(predict(articles, cache=cache))
    assert len(spawned) == 1
    assert list(predict(articles, cache=cache)) == first
    assert len(spawned) == 1
    assert len(list(predict([*articles, article(20)], cache=cache))) == 21
    assert len(spawned) == 2


def test_further_processes_start_when_there_is_work(monkeypatch, spawned):
    monkeypatch.setattr(bulk, "_AHEAD", 5000)
    articles = [article(n) for n in range(100)]
    assert [a for a, _ in predict(articles, processes=3)] == articles
    assert len(spawned) == 3
    assert all(worker.has_ended() for worker in spawned)


def test_short_articles_are_taken_as_they_are_needed_as_well(monkeypatch):
    monkeypatch.setattr(bulk, "_QUEUE", 10)
    taken = []
    stream = predict(taken.append(n) or Article(f"{n} Dushanbe") for n in range(1000))
    next(stream)
    assert len(taken) <= 12
    stream.close()


def test_articles_are_taken_as_they_are_needed(monkeypatch):
    monkeypatch.setattr(bulk, "_AHEAD", 5000)
    taken = []
    stream = predict((taken.append(n) or article(n) for n in range(1000)), processes=1)
    for _ in range(10):
        next(stream)
    assert len(taken) < 40
    stream.close()


def test_leaving_early_ends_the_children(spawned):
    for _ in predict(article(n) for n in range(1000)):
        break
    assert spawned
    assert all(worker.has_ended() for worker in spawned)


async def test_it_works_inside_a_running_loop():
    assert len(list(predict([article(1)]))) == 1


async def test_what_is_read_whole_and_what_is_read_in_pieces_is_kept_apart(tmp_path, client):
    cache, long = PredictionCache(tmp_path), Article("Dushanbe and more. " * 500)
    ((_, whole),) = predict([long], cache=cache)
    async with client(cache=cache) as c:
        pieces = await c.predict(long)
        assert c.pipeline == cache.recall().pipeline
    assert whole.pipeline == bulk.known(cache)
    assert whole.pipeline != pieces.pipeline
    assert reads_alike(whole.pipeline, pieces.pipeline)
    assert cache.get(long, whole.pipeline) == whole
    assert cache.get(long, pieces.pipeline) == pieces
