"""Redis away: nothing is counted, and every door works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache, caches

from backend.common.cache import MortalRedisCache
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from volunteers.models import User


@pytest.fixture(autouse=True)
def redis_is_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings of a grown installation, on a port where nobody listens."""
    monkeypatch.setattr(MortalRedisCache, "away_until", 0.0)
    address = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {"default": {"BACKEND": "backend.common.cache.MortalRedisCache", "LOCATION": address}}
    yield
    del caches["default"]


def test_it_holds_nothing_and_takes_everything() -> None:
    assert (cache.add("a", 1), cache.get("a", 2), cache.get_many(["a"]), cache.has_key("a")) == (True, 2, {}, False)
    assert (cache.set("a", 1), cache.delete("a"), cache.touch("a"), cache.set_many({"a": 1})) == (
        None,
        False,
        False,
        ["a"],
    )
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_a_redis_that_is_away_is_not_asked_by_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.get("a")
    assert MortalRedisCache.away_until > 0
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get", pytest.fail)
    assert cache.get("a", "nothing") == "nothing"


def test_the_residents_door_the_calendars_and_the_sign_in_stay_open(
    client_of: Callable[..., Client], walker: User
) -> None:
    resident = client_of()
    assert resident.post("/kod/", {"code": "0000"}).status_code == 400  # read, and unknown
    assert resident.get(f"/calendar/{'x' * 43}.ics").status_code == 404
    assert resident.post("/konto/login/code/", {"address": walker.email}).status_code == 302
    assert [letter.to for letter in mail.outbox] == [[walker.email]]
