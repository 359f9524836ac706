"""The board cannot lie: real commits, real sockets, several processes, lost pokes, a killed Redis."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.db.models import F

from backend.common import clock
from notifications import topics
from notifications.actions import Change, tell
from notifications.models import Topic, TopicEvent
from tests.flows import live
from tests.servers import free_port
from volunteers.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def probe(monkeypatch: pytest.MonkeyPatch) -> str:
    """A topic of the kind that live_app registers in the servers."""
    monkeypatch.setitem(topics._kinds, "probe", lambda *_: True)
    return topics.key("probe", uuid4())


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    """One web process with the in-process layer: what the test commits comes to it without a poke."""
    with live.web(REDIS_URL="", PROBE_BEAT="0.8") as number:
        yield number


def say(topic: str, times: int = 1, *, code: str = "out", ref: UUID | None = None) -> None:
    """One transaction that tells ``times`` changes."""
    with transaction.atomic():
        tell([(topic, Change("team", ref or uuid4(), code))] * times, now=clock.now())


def in_threads(count: int, work: Callable[[int], None]) -> None:
    """Run the work in real threads with connections of their own."""

    def run(number: int) -> None:
        try:
            work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(run, range(count)))


def test_eight_writers_leave_no_hole_for_a_reader_that_follows(probe: str, times: Callable[[int, int], int]) -> None:
    turns = times(25, 1000)
    other = topics.key("probe", uuid4())
    seen: list[int] = []
    over = threading.Event()

    def follow() -> None:
        while True:
            last = over.is_set()
            seen.extend(event.seq for event in TopicEvent.objects.after({probe: len(seen)})[probe])
            if last:
                connections.close_all()
                return

    def write(number: int) -> None:
        for turn in range(turns):
            change = (probe, Change("team", uuid4(), f"writer-{number}"))
            with transaction.atomic():
                tell([(other, change[1]), change] if turn % 2 else [change, change], now=clock.now())
                transaction.set_rollback(turn % 5 == 4)

    reader = threading.Thread(target=follow)
    reader.start()
    in_threads(8, write)
    over.set()
    reader.join()
    assert seen == list(range(1, Topic.objects.head(probe) + 1))
    assert len(seen) == 8 * turns * 30 // 25  # of 25 turns the 5th, 10th … were rolled back: 10 double, 10 single stay


def test_what_was_rolled_back_is_not_told(probe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    poked: list[object] = []
    monkeypatch.setattr("notifications.realtime.poke", poked.append)
    with transaction.atomic():
        tell([(probe, Change("team", uuid4(), "out"))], now=clock.now())
        transaction.set_rollback(True)
    assert (poked, Topic.objects.head(probe), TopicEvent.objects.count()) == ([], 0, 0)
    say(probe)
    assert poked == [[(probe, 1)]]


def test_a_client_gets_what_it_missed_and_then_what_comes(port: int, probe: str, coordinator: User) -> None:
    say(probe, 3)
    with live.Listener(port, coordinator) as listener:
        assert listener.hello(probe, since=1)["heads"] == {probe: 3}
        assert listener.hear_until(probe, 3) == [2, 3]
        say(probe, 2)
        assert listener.hear_until(probe, 5) == [2, 3, 4, 5]
        listener.say(type="since", topic=probe, since=3)
        assert [e["seq"] for e in listener.next("events")["events"]] == [4, 5]


def test_a_lost_poke_heals_at_the_next_beat(port: int, probe: str, coordinator: User) -> None:
    with live.Listener(port, coordinator) as listener:
        listener.hello(probe)
        say(probe)  # this process has no ear in that one, and no Redis is between them
        assert listener.hear_until(probe, 1) == [1]
        assert listener.next("beat")["heads"] == {probe: 1}


def test_too_old_a_number_means_load_the_page_anew(port: int, probe: str, coordinator: User) -> None:
    say(probe, 3)
    TopicEvent.objects.filter(seq__lte=2).delete()
    with live.Listener(port, coordinator) as listener:
        listener.hello(probe, since=1)
        assert listener.next("reset") == {"type": "reset", "topic": probe, "head": 3}


def test_lost_rights_end_the_subscription(port: int, probe: str, coordinator: User) -> None:
    with live.Listener(port, coordinator) as listener:
        listener.hello(probe)
        with transaction.atomic():
            Membership.objects.filter(user=coordinator).update(state="ended", ended_at=clock.now())
            User.objects.filter(pk=coordinator.pk).update(rights_version=F("rights_version") + 1)
        say(probe)
        assert listener.next("gone") == {"type": "gone", "topic": probe}
        assert listener.heard == {}
        assert listener.close_code() == 4404


def test_a_closed_account_ends_the_connection(port: int, probe: str, coordinator: User) -> None:
    with live.Listener(port, coordinator) as listener:
        listener.hello(probe)
        User.objects.filter(pk=coordinator.pk).update(is_active=False)
        assert listener.close_code() == 4401


def test_strangers_and_foreign_origins_are_refused(port: int, coordinator: User) -> None:
    with live.Listener(port, None) as listener:
        assert listener.close_code() == 4401
    with pytest.raises(Exception, match="403"):
        live.Listener(port, coordinator, origin="http://elsewhere.example")


def test_a_foreign_topic_and_an_unknown_one_get_the_same_answer(port: int, probe: str, walker: User) -> None:
    with live.Listener(port, walker) as listener:
        listener.say(type="hello", topics=[{"topic": probe, "since": None}])
        foreign = listener.next("error")
        assert listener.close_code() == 4404
    unknown = topics.key("probe", uuid4()).replace("probe", "nothing")
    with live.Listener(port, walker) as listener:
        listener.say(type="hello", topics=[{"topic": unknown, "since": None}])
        assert listener.next("error") == foreign | {"topic": unknown}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nonsense", 4400),
        ("[]", 4400),
        ('{"type":"hello"}', 4400),
        ('{"type":"hello","topics":[7]}', 4400),
        ("x" * 9000, 1009),
    ],
    ids=["no JSON", "no object", "no topics", "no topic", "too long"],
)
def test_what_is_no_hello_closes(port: int, coordinator: User, text: str, code: int) -> None:
    with live.Listener(port, coordinator) as listener:
        listener.socket.send(text)
        assert listener.close_code() == code


def test_processes_hear_each_other_through_redis_and_a_killed_one_costs_a_beat(
    probe: str, coordinator: User, redis_server: RedisServer
) -> None:
    with (
        live.web(REDIS_URL=redis_server.url, PROBE_BEAT="600") as one,  # this one hears by pokes alone
        live.web(REDIS_URL=redis_server.url) as two,
        live.Listener(one, coordinator) as here,
        live.Listener(two, coordinator) as there,
    ):
        here.hello(probe)
        there.hello(probe)
        redis_server.poke(probe)
        assert here.hear_until(probe, 1) == there.hear_until(probe, 1) == [1]
        redis_server.kill()
        say(probe)
        assert there.hear_until(probe, 2) == [1, 2]
        redis_server.start()
        time.sleep(4)
        redis_server.poke(probe)
        assert here.hear_until(probe, 3) == there.hear_until(probe, 3) == [1, 2, 3]


class RedisServer:
    """A Redis of this test's own, that can be killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start (again) on the same port."""
        command = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(0.5)

    def kill(self) -> None:
        """As the power cut does."""
        self.process.kill()
        self.process.wait()

    def poke(self, topic: str) -> None:
        """Commit in a process of its own that knows this Redis, as a worker would."""
        code = (
            "import sys, uuid, tests.flows.live_app\n"
            "from django.db import transaction\n"
            "from backend.common import clock\n"
            "from notifications.actions import Change, tell\n"
            "with transaction.atomic(): tell([(sys.argv[1], Change('team', uuid.uuid4(), 'out'))], now=clock.now())"
        )
        command = [live.sys.executable, "-c", code, topic]
        subprocess.run(command, cwd=live.ROOT, env=live.environment(REDIS_URL=self.url), check=True)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A killable Redis; skipped where there is none (CI has it)."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    server = RedisServer()
    yield server
    server.kill()


@pytest.mark.browser
def test_a_page_follows_turns_grey_and_catches_up(probe: str, coordinator: User, browser: Browser) -> None:
    from playwright.sync_api import expect

    team, port = uuid4(), free_port()
    with browser.new_context() as context:
        with live.web(port, REDIS_URL="", PROBE_BEAT="0.5"):
            page = open_page(context, port, probe, coordinator)
            item, old = page.locator(f"#live-team-{team}"), page.get_by_text("Gammalt")
            expect(page.locator("section")).to_have_attribute("data-live-state", "live")
            for code in ("out", "back"):
                say(probe, code=code, ref=team)
                expect(item).to_have_text(code)
            expect(page.get_by_text("Tomt")).to_be_hidden()
        expect(old).to_be_visible(timeout=20_000)
        say(probe, code="reported", ref=team)
        with live.web(port, REDIS_URL="", PROBE_BEAT="0.5"):
            expect(item).to_have_text("reported", timeout=40_000)
            expect(old).to_be_hidden()
            say(probe, code="home", ref=team)
            expect(item).to_have_count(0)


def open_page(context: BrowserContext, port: int, topic: str, user: User) -> Page:
    """The probe page, signed in as somebody."""
    url = f"http://127.0.0.1:{port}"
    context.add_cookies([{"name": "sessionid", "value": live.session_of(user), "url": url}])
    page = context.new_page()
    page.goto(f"{url}/probe?topic={topic}")
    return page
