"""One Redis for several: what one process throws away is its own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings

from backend.common.cache import MortalRedisCache

NO_REDIS = "the grown mode needs REDIS_URL; .ci/run sets it"


@pytest.mark.skipif(not settings.REDIS_URL, reason=NO_REDIS)
def test_clearing_takes_nobody_elses() -> None:
    name = uuid4().hex
    mine, theirs = (MortalRedisCache(settings.REDIS_URL, {"KEY_PREFIX": f"{name}{end}"}) for end in ("[a]", "[a]b"))
    for one in (mine, theirs):
        one.set_many({f"key {number}": number for number in range(30)}, timeout=60)
    mine.clear()
    assert (mine.get_many(["key 1", "key 29"]), theirs.get("key 29")) == ({}, 29)
    theirs.clear()
    assert theirs.get("key 29") is None
