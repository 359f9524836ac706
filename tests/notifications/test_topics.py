"""Topic kinds and who may hear them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from notifications import topics

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer
    from volunteers.models import User


def test_a_kind_is_registered_once_and_in_form(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="twice"):
        topics.register("probe", may_read=lambda *_: True)
    for wrong in ("", "Board", "a:b", "x" * 41):
        with pytest.raises(ValueError, match="no topic kind"):
            topics.register(wrong, may_read=lambda *_: True)


def test_a_key_needs_a_known_kind_and_an_id(topic: str) -> None:
    ref = uuid4()
    assert topics.key("probe", ref) == topics.key("probe", str(ref).upper()) == f"probe:{ref}"
    for kind, wrong in (("nothing", str(ref)), ("probe", "5")):
        with pytest.raises(ValueError, match=r"nothing|badly formed"):
            topics.key(kind, wrong)


def test_the_policy_of_the_kind_decides(topic: str, viewer_of: Callable[[User], Viewer], walker: User) -> None:
    assert topics.may_read(viewer_of(walker), f"probe:{walker.pk}")
    for key in (topic, f"nothing:{walker.pk}", f"probe:{walker.pk.hex}", "probe", f"PROBE:{walker.pk}", ""):
        assert not topics.may_read(viewer_of(walker), key)
