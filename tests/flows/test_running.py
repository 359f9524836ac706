"""The commands at the terminal: the demo from nothing to Ctrl-C, and serve that refuses what is unsafe."""

from __future__ import annotations

import http.client
import re
import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.servers import answers, free_port, installations, wait_until


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo that was started from nothing, its address and its process."""
    with installations(tmp_path_factory.mktemp("demo")) as install:
        installation = install(keys=False)
        yield installation, installation.serve("demo"), installation.started[0]


def get(url: str, path: str, **headers: str) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("GET", path, headers=headers)
    return connection.getresponse().status


@pytest.mark.once
def test_the_demo_answers_says_where_it_is_and_who_one_can_be(demo):
    installation, url, process = demo
    assert get(url, "/") == 200
    said = installation.log_of(process)
    assert f"Lykta's demo is ready:  {url} " in said
    assert len(re.findall(r"^  \S.*@\S+$", said, re.MULTILINE)) >= 8


@pytest.mark.once
def test_the_demo_made_keys_for_its_owner_alone(demo):
    keys = Path(demo[0].environment["LYKTA_DATA"]) / "keys.env"
    assert keys.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"SECRET_KEY=\S{50,}\nFIELD_KEYS=\S{40,}\n", keys.read_text())
    contact = keys.with_name("contact-keys.env")
    assert contact.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"CONTACT_KEYS=\S{40,}\n", contact.read_text())


@pytest.mark.once
def test_a_second_demo_on_the_same_data_gets_a_sentence(demo):
    second = demo[0].manage("demo", "--port", str(free_port()))
    assert (second.returncode, "Lykta already runs on the data in" in second.stderr) == (1, True), second.stderr


@pytest.mark.once
def test_a_taken_port_gets_a_sentence(demo):
    port = urlsplit(demo[1]).port
    second = demo[0].manage("demo", "--port", str(port))
    assert (second.returncode, f"Port {port} on 127.0.0.1 is taken" in second.stderr) == (1, True), second.stderr


@pytest.mark.once
def test_the_demos_data_is_not_served_for_real(demo):
    refused = demo[0].manage("serve", "--port", str(free_port()))
    assert (refused.returncode, "holds the demo's data" in refused.stderr) == (1, True), refused.stderr


@pytest.mark.once
def test_an_unknown_host_is_refused(demo):
    assert get(demo[1], "/", Host="evil.example") in {400, 404}


@pytest.mark.once
@pytest.mark.parametrize("origin", ["http://evil.example", None])
def test_a_socket_from_another_origin_is_refused(demo, origin):
    address = demo[1].replace("http", "ws", 1)
    with pytest.raises(InvalidStatus) as refusal:
        connect(f"{address}/ws/live/", origin=origin)
    assert refusal.value.response.status_code == 403


@pytest.mark.once
def test_a_socket_to_nowhere_is_refused(demo):
    with pytest.raises(InvalidStatus) as refusal:
        connect(f"{demo[1].replace('http', 'ws', 1)}/ws/nowhere/", origin=demo[1])
    assert refusal.value.response.status_code == 403


@pytest.mark.once
def test_ctrl_c_stops_all_of_it_and_the_next_start_takes_seconds(install):
    installation = install(keys=False)
    codes, seconds, keys = [], [], []
    for _ in range(2):
        began = time.monotonic()
        url = installation.serve("demo")
        seconds.append(time.monotonic() - began)
        codes.append(installation.stop(installation.started[-1], signal.SIGINT))
        keys.append((Path(installation.environment["LYKTA_DATA"]) / "keys.env").read_text())
        assert not answers(urlsplit(url).port)
    assert (codes, keys[0] == keys[1]) == ([0, 0], True)
    assert "Updating the database" not in installation.log_of(installation.started[1])


@pytest.mark.once
def test_the_demo_keeps_away_from_real_data(install):
    installation = install()
    add = "from django.contrib.auth import get_user_model as u; u().objects.create(email='real@example.org')"
    assert installation.manage("migrate", "--verbosity=0").returncode == 0
    assert installation.manage("shell", "--no-imports", "-c", add).returncode == 0
    refused = installation.manage("demo", "--port", str(free_port()))
    assert (refused.returncode, "is not the demo's" in refused.stderr) == (1, True), refused.stderr


@pytest.mark.once
def test_the_demo_answers_on_this_machine_only(install):
    refused = install().manage("demo", LYKTA_HOSTS="trygg.example")
    assert (refused.returncode, "on this machine only" in refused.stderr) == (1, True), refused.stderr


@pytest.mark.once
def test_serve_says_everything_that_is_unsafe_and_does_not_start(install):
    refused = install(keys=False).manage("serve", LYKTA_DEBUG="1", LYKTA_PUBLIC_URL="http://trygg.example")
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (1, 10), refused.stderr


@pytest.mark.once
def test_serve_stops_on_sigterm(install):
    installation = install()
    url = installation.serve()
    assert installation.stop(installation.started[0]) == -signal.SIGTERM
    assert not answers(urlsplit(url).port)


def test_two_web_and_two_worker_processes_start_at_once_and_share(run_server):
    installation, urls = run_server(web=2, workers=2, grown=True)
    wait_until(lambda: [get(url, "/health") for url in urls] == [200, 200])  # a worker has ticked
    assert [process.poll() for process in installation.started] == [None] * 4


def test_one_command_serves_with_several_processes_and_ends_them_all(install):
    installation = install(grown=True)
    url = installation.serve("serve", "--processes", "2")
    wait_until(lambda: get(url, "/health") in {200, 503})  # 503 says that no worker has ticked yet
    installation.stop(installation.started[0])
    assert not answers(urlsplit(url).port)
