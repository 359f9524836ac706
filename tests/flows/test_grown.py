"""Two web and two worker processes on PostgreSQL and Redis are one Lykta: signed in at one, heard at the other.

Needs DATABASE_URL and REDIS_URL, as .ci/run sets them; without them it is skipped with a sentence.
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from websockets.sync.client import connect

from backend.common import clock
from notifications.states import BEAT_SECONDS
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from websockets.sync.client import ClientConnection

    from tests.servers import Installation

PLANNER = "samordnare@example.org"
WALKERS = ("amina@example.org", "bengt@example.org")
# A walk that is out now, planned by somebody who may also report from it. Run inside the installation.
TONIGHT = f"""
import datetime as dt, json
from backend.common import clock
from backend.common.viewer import Role
from events.actions.common import BOARD
from notifications import topics
from tests import factories
town = factories.make_municipality("Botkyrka", is_default=True)
district = factories.make_district(town)
organisation = factories.make_organisation(town, districts=(district,))
factories.make_member(organisation, Role.COORDINATOR, "Samordnare", email="{PLANNER}")
walk = factories.make_event(organisation, district, starts_at=clock.now() - dt.timedelta(minutes=30))
walkers = [factories.make_member(organisation, name=email, email=email) for email in {WALKERS}]
team = factories.make_team(walk, *walkers)
signups = [str(walk.signups.get(user=user).pk) for user in walkers]
made = {{"walk": str(walk.pk), "team": str(team.pk), "signups": signups, "board": topics.key(BOARD, town.pk)}}
print(json.dumps(made))
"""


@pytest.fixture
def tonight(
    run_server: Callable[..., tuple[Installation, list[str]]], tmp_path: Path
) -> tuple[Installation, list[str], dict[str, Any]]:
    """Two web processes, two workers that keep their mail in a folder of their own, and a walk."""
    installation, urls = run_server(web=2, grown=True)
    for _ in range(2):
        installation.start("worker", LYKTA_EMAIL_URL=f"filemail:///{tmp_path / 'workers'}")
    made = installation.manage("shell", "--no-imports", "-c", TONIGHT)
    assert made.returncode == 0, made.stderr
    return installation, urls, json.loads(made.stdout)


def mails(folder: Path) -> str:
    """Everything that was sent into a folder of mail."""
    return "".join(file.read_text("utf-8") for file in sorted(folder.glob("*"))) if folder.is_dir() else ""


def sign_in(web: str, inbox: Path) -> requests.Session:
    """The planner's browser, signed in with the code from the mail."""
    browser = requests.Session()
    for path, said in (("/konto/login/code/", {"address": PLANNER}), ("/konto/login/code/confirm/", {})):
        browser.get(web + path, timeout=30)
        form = said or {"code": code_in(inbox), "action": "verify"}
        token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        assert browser.post(web + path, form | token, headers={"Referer": web + path}, timeout=30).status_code == 200
    return browser


def code_in(inbox: Path) -> str:
    """The one-time code of the only mail there."""
    (code,) = re.findall(r"^ {4}(\S+)$", mails(inbox), re.MULTILINE)
    return str(code)


def put(browser: requests.Session, url: str, body: dict[str, Any]) -> int:
    """One request to the API, as a page's script sends it."""
    headers = {"X-CSRFToken": browser.cookies["csrftoken"], "Referer": url}
    return browser.put(url, json=body, headers=headers, timeout=30).status_code


@contextlib.contextmanager
def listening(web: str, browser: requests.Session, topic: str) -> Iterator[ClientConnection]:
    """A socket with the browser's session, welcomed to the topic."""
    cookie = {"Cookie": f"sessionid={browser.cookies['sessionid']}"}
    with connect(f"{web.replace('http', 'ws', 1)}/ws/live/", origin=web, additional_headers=cookie) as heard:
        heard.send(json.dumps({"type": "hello", "topics": [{"topic": topic, "since": None}], "beat": BEAT_SECONDS}))
        assert next_of(heard, "welcome")["heads"].keys() == {topic}
        yield heard


def next_of(heard: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of a kind; TimeoutError."""
    while (message := json.loads(heard.recv(timeout=30)))["type"] != kind:
        pass
    return dict(message)


def test_two_web_and_two_worker_processes_are_one(
    tonight: tuple[Installation, list[str], dict[str, Any]], tmp_path: Path
) -> None:
    installation, (web_a, web_b), walk = tonight
    workers = installation.started[2:]

    # signed in at A is signed in at B
    browser = sign_in(web_a, Path(installation.environment["LYKTA_DATA"]) / "mail")
    for web in (web_a, web_b):
        assert browser.get(f"{web}/tavla/", timeout=30, allow_redirects=False).status_code == 200

    # checked in at A is heard at B, and sooner than B would have looked by itself; a busy machine gets four goes
    waited = []
    with listening(web_b, browser, walk["board"]) as heard:
        for kind in ("base", "out", "ok", "back"):
            next_of(heard, "beat")
            began, now = time.monotonic(), clock.now().isoformat()
            fact = {"kind": kind, "occurred_at": now, "sent_at": now}
            assert put(browser, f"{web_a}/api/v1/teams/{walk['team']}/check-ins/{uuid.uuid4()}/", fact) == 201
            assert walk["team"] in [event["ref"] for event in next_of(heard, "events")["events"]]
            waited.append(time.monotonic() - began)
            if waited[-1] < BEAT_SECONDS - 1:
                break
    assert min(waited) < BEAT_SECONDS - 1, waited

    # what A decides, a worker writes to people; when one worker is killed, the other goes on
    inbox = tmp_path / "workers"
    for email, signup in zip(WALKERS, walk["signups"], strict=True):
        assert put(browser, f"{web_a}/api/v1/events/{walk['walk']}/leaders/{signup}/", {"is_leader": True}) == 200
        # That they lead, and the link to the evening that is going on.
        wait_until(lambda email=email: mails(inbox).count(f"To: {email}") >= 2, 60)
        installation.stop(workers[0], signal.SIGKILL)
    assert [mails(inbox).count(f"To: {email}") for email in WALKERS] == [2, 2]
    assert len(set(re.findall(r"^Message-ID: (\S+)", mails(inbox), re.MULTILINE))) == 4
    assert [process.poll() for process in installation.started] == [None, None, -signal.SIGKILL, None]
