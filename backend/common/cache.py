"""The shared cache in a Redis that may die: then nothing is counted or kept, and every door works."""

from __future__ import annotations

import functools
import logging
import time
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("lykta.cache")

# A Redis that hangs is asked once in a while, not once per request: the threads are few.
PAUSE_SECONDS = 5.0


class MortalRedisCache(RedisCache):
    """Redis, as long as it answers. Away, it holds nothing and takes everything; ``incr`` finds no such key."""

    away_until = 0.0  # by the monotonic clock

    def clear(self) -> None:
        """Its own keys alone: the same Redis carries live messages, and the caches of others."""
        client = self._cache.get_client(None, write=True)
        own = "".join(f"\\{sign}" if sign in "*?[]\\" else sign for sign in self.make_key(""))
        for key in client.scan_iter(match=f"{own}*", count=1000):
            client.unlink(key)


def _mortal(verb: str, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    method = getattr(MortalRedisCache, verb)

    @functools.wraps(method)
    def inner(self: MortalRedisCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= MortalRedisCache.away_until:
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                MortalRedisCache.away_until = time.monotonic() + PAUSE_SECONDS
                logger.warning("Redis does not answer, its cache is left out: %s", type(error).__name__)
        return otherwise(self, *args, **kwargs)

    return inner


def _no_such_key(_self: MortalRedisCache, key: Any, *_args: Any, **_kwargs: Any) -> int:
    raise ValueError(f"Key {key!r} not found")  # as every backend says it


_AWAY: dict[str, Callable[..., Any]] = {
    "add": lambda *_args, **_kwargs: True,  # a lock is taken, a first knock is counted
    "get": lambda _self, _key, default=None, **_kwargs: default,
    "set": lambda *_args, **_kwargs: None,
    "touch": lambda *_args, **_kwargs: False,
    "delete": lambda *_args, **_kwargs: False,
    "has_key": lambda *_args, **_kwargs: False,
    "incr": _no_such_key,
    "get_many": lambda *_args, **_kwargs: {},
    "set_many": lambda _self, data, *_args, **_kwargs: list(data),
    "delete_many": lambda *_args, **_kwargs: None,
    "clear": lambda *_args, **_kwargs: False,
}
for _verb, _otherwise in _AWAY.items():
    setattr(MortalRedisCache, _verb, _mortal(_verb, _otherwise))
