"""One's own data to take along: JSON that streams, and a ZIP with the same and a page to read."""

from __future__ import annotations

import json
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import get_language

from backend.common import privacy
from backend.desk import own_data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from uuid import UUID

# What is put together in memory before a file takes over.
IN_MEMORY = 1_000_000


def json_parts(user_id: UUID, now: dt.datetime) -> Iterator[str]:
    """The whole file, holder by holder and row by row."""
    head = {"made_at": now, "person": user_id, "language": get_language()}
    yield _plain(head)[:-1] + ', "holders": ['
    for number, holder in enumerate(privacy.holders()):
        facts = {
            "model": holder.model,
            "title": str(holder.title),
            "purpose": str(holder.purpose),
            "ground": str(holder.ground),
            "article": f"6.1 {holder.basis.value}",
            "keep": str(holder.keep),
        }
        yield (",\n" if number else "\n") + _plain(facts)[:-1] + ', "rows": ['
        for place, row in enumerate(holder.export(user_id)):
            yield ("," if place else "") + _plain(dict(row))
        yield "]}"
    yield "\n]}\n"


def zipped(user_id: UUID, now: dt.datetime) -> Any:
    """An open file: the JSON, and a page that any browser shows without a network."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- whoever streams it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("mina-uppgifter.json", "w") as part:
            for text in json_parts(user_id, now):
                part.write(text.encode())
        page = render_to_string("desk/own_data_file.html", {"groups": own_data.groups(user_id), "now": now})
        archive.writestr("mina-uppgifter.html", page)
    file.seek(0)
    return file


def _plain(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
