"""The call itself, against a stand-in server that answers well, badly or never."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from situation.police.fetch import Download, Limits, Unreachable, download
from tests.situation.police.answers import answer
from tests.situation.police.stand_in import ETAG, LAST_MODIFIED, StandIn, stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = Limits(silence=0.3, total=1, size=1_000_000)


@pytest.fixture
def server() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def test_a_good_answer_comes_whole_with_its_validators(server: StandIn) -> None:
    came = download(server.url("/good"), user_agent="Lykta/1 (+https://lykta.example)", limits=QUICK)
    assert came == Download(body=answer("pair_2_2026-06-08"), etag=ETAG, last_modified=LAST_MODIFIED)
    ((_path, headers),) = server.seen
    assert headers["User-Agent"] == "Lykta/1 (+https://lykta.example)"


def test_validators_save_the_police_an_unchanged_answer(server: StandIn) -> None:
    came = download(server.url("/good"), user_agent="Lykta/1", etag=ETAG, last_modified=LAST_MODIFIED, limits=QUICK)
    assert came == Download(body=None)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/error", "status_500"),
        ("/unasked", "status_304"),
        ("/moved", "status_302"),
        ("/cut", "no_connection"),
        ("/badzip", "no_connection"),
        ("/silence", "timeout"),
        ("/drip", "timeout"),
        ("/endless", "too_large"),
        ("/bomb", "too_large"),
    ],
)
def test_a_bad_answer_is_unreachable_and_says_why_in_time(server: StandIn, path: str, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable) as caught:
        download(server.url(path), user_agent="Lykta/1", limits=QUICK)
    assert (caught.value.reason, time.monotonic() - began < 2 * QUICK.total) == (reason, True)
    assert [seen for seen, _headers in server.seen] == [path]


def test_nobody_there_is_unreachable() -> None:
    with stand_in() as server:
        closed = server.url("/good")
    with pytest.raises(Unreachable, match="no_connection"):
        download(closed, user_agent="Lykta/1", limits=QUICK)


@pytest.mark.parametrize("url", ["http://polisen.se/api/events", "ftp://polisen.se/", "file:///etc/hosts", ""])
def test_only_https_leaves_this_machine(url: str) -> None:
    with pytest.raises(Unreachable, match="not_https"):
        download(url, user_agent="Lykta/1", limits=QUICK)
