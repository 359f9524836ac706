"""Takes the README's pictures: the demo in the middle of a Friday's walk, in a real browser.

    .venv/bin/python -m docs.screenshots.make

Needs Chromium and the developers' packages (``python3 manage.py test`` installs those). The demo lies in a folder
that is thrown away; the clock of this process and of the browser stands at the coming Friday, 22.47.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import django
import time_machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from backend.demo.stage import Stage

HERE = Path(__file__).parent
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 860}


def nothing(_page: Page) -> None:
    """The page as it opens."""


def to_pictograms(page: Page) -> None:
    """Nobody is in danger: the first of the three taps."""
    page.locator("label:has(#danger-no)").click()
    page.evaluate("document.querySelector('#id_category').scrollIntoView()")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. ``who`` is a demo person's name, empty for a visitor; ``path`` may name an event."""

    name: str
    path: str
    who: str = ""
    size: dict[str, int] | None = None
    dark: bool = False
    act: Callable[[Page], None] = nothing

    @property
    def file(self) -> Path:
        """Where it is kept: name, width and scheme."""
        width = (self.size or PHONE)["width"]
        return HERE / f"{self.name}-{width}-{'dark' if self.dark else 'light'}.png"


SHOTS = (
    Shot("front", "/", size=DESK),
    Shot("front", "/", dark=True),
    Shot("observe", "/observera/"),
    Shot("tiles", "/observera/", act=to_pictograms),
    Shot("walk", "/vandringar/{alby}/", "Fatima Abdi"),
    Shot("out", "/vandringar/{fittja}/ute/", "Johan Lindqvist", dark=True),
    Shot("board", "/tavla/", "Yasmin Korkmaz", DESK, dark=True),
    Shot("queue", "/observationer/", "Elin Forsberg", DESK),
    Shot("week", "/veckan/{week}/", "Elin Forsberg", DESK),
    Shot("week", "/veckan/{week}/", "Elin Forsberg", dark=True),
    Shot("activity", "/aktiviteter/{hall}/"),
    Shot("walks", "/vandringar/", "Fatima Abdi", DESK, dark=True),
)


def main() -> None:
    """Load, play the evening until now, serve, take every picture."""
    with tempfile.TemporaryDirectory() as data:
        set_up(Path(data))
        from backend.common import clock

        friday = clock.USUAL_BOUNDARY.week_of(clock.now()).next().day(4)
        moment = clock.at(friday, dt.time(22, 47))
        with time_machine.travel(moment, tick=True):
            ids = play(moment)
            with served() as address:
                photograph(address, moment, ids)


def set_up(data: Path) -> None:
    """A demo of its own: nothing of this machine's settings or data leaks in."""
    for name in [n for n in os.environ if n.startswith(("LYKTA_", "DATABASE_URL", "REDIS_URL"))]:
        del os.environ[name]
    key = "pictures-only-pictures-only-pictures-only-pictures-only"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright runs a loop in this thread
        "FIELD_KEYS": key,
        "LYKTA_DATA": str(data),
        "LYKTA_DEMO": "1",
        "LYKTA_STATIC_FROM_SOURCE": "1",
        "SECRET_KEY": key[::-1],
    }
    django.setup()


def play(moment: dt.datetime) -> dict[str, str]:
    """The demo at that moment, with tonight's walk out. Returns the ids that addresses need."""
    from backend.demo.accounts import uid
    from backend.demo.events import friday_id
    from backend.demo.load import load
    from backend.demo.stage import Stage
    from backend.desk import running
    from places.models import Municipality
    from situation.models import Picture

    running.compile_catalogues()
    running.migrate()
    load(moment)
    stage = Stage(Municipality.objects.get(is_default=True), moment)
    evening(stage)
    coming = stage.coming.key
    pictures = Picture.objects.filter(week__municipality=stage.municipality, fixed_at__isnull=False)
    shown = next(one for one in pictures.order_by("-week__key") if one.content["tips"]["walkers"])
    return {
        "fittja": str(friday_id(stage.coming)),
        "alby": str(uid("event", f"walk/alby/{coming}")),
        "hall": str(uid("event", f"hall/{coming}")),
        "week": shown.week.key,
    }


def evening(stage: Stage) -> None:
    """Two groups went out at a quarter past nine; one has said since that all is well."""
    from backend.demo.accounts import uid
    from backend.demo.events import friday_id
    from backend.demo.stage import walk_times
    from events.actions import facts, signup, teams
    from events.models import Signup

    walk_id, (starts_at, _) = friday_id(stage.coming), walk_times(stage.coming)
    for key in ("mehmet.yildiz", "sofia.papadopoulos"):
        signup.say_yes(viewer=stage.viewer(key), event_id=walk_id, now=starts_at - dt.timedelta(hours=5))
    coming = list(Signup.objects.filter(event_id=walk_id).coming().order_by("-is_leader", "answered_at", "id"))
    leader = stage.viewer("johan.lindqvist")
    groups = [teams.Group(tuple(one.pk for one in half)) for half in (coming[0::2], coming[1::2])]
    formed = teams.form_teams(viewer=leader, event_id=walk_id, groups=groups, now=starts_at - dt.timedelta(minutes=20))
    said = [
        (team, kind, minutes + 3 * n) for n, team in enumerate(formed) for kind, minutes in (("base", -12), ("out", 11))
    ]
    for team, kind, minutes in [*said, (formed[0], "ok", 78)]:
        at = starts_at + dt.timedelta(minutes=minutes)
        facts.record_check_in(
            viewer=leader, team_id=team.pk, check_in_id=uid("picture", team.pk, kind), kind=kind,
            times=facts.Times(at, at), now=at,
        )  # fmt: skip


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Pages, sockets and worker in a thread of this process. Gives the address."""
    import socket
    import threading
    import time

    import uvicorn

    from backend.asgi import application

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
    listener.close()


def photograph(address: str, moment: dt.datetime, ids: dict[str, str]) -> None:
    """Every picture, in a window of its own."""
    from playwright.sync_api import sync_playwright

    from tests.servers import CHROMIUM_FLAGS, chromium_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for shot in SHOTS:
            picture = take(browser, address, moment, shot, ids)
            shot.file.write_bytes(picture)
            print(f"{shot.file.name:<28} {len(picture) / 1000:.0f} kB")
        browser.close()


def take(browser: Browser, address: str, moment: dt.datetime, shot: Shot, ids: dict[str, str]) -> bytes:
    """The PNG of one shot, as the browser writes it."""
    from playwright.sync_api import expect

    context = browser.new_context(
        base_url=address,
        viewport=shot.size or PHONE,
        device_scale_factor=1 if shot.size else 1.5,
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
    )
    context.clock.set_system_time(moment)
    page = context.new_page()
    if shot.who:
        page.goto("/demo/")
        page.get_by_role("button", name=shot.who).click()
        page.wait_for_load_state()
    page.goto(shot.path.format(**ids))
    shot.act(page)
    for section in page.locator("[data-live-topic]").all():
        expect(section).to_have_attribute("data-live-state", "live")  # a grey page is no picture
    page.wait_for_timeout(300)  # what fades in has done so
    picture = page.screenshot()
    context.close()
    return picture


if __name__ == "__main__":
    main()
