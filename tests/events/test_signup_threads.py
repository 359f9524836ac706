"""Two people want the last place in the same moment: one gets it. Real threads, real commits."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection

from events.actions.common import WalkBegun
from events.actions.facts import Times, record_check_in
from events.actions.gates import ClearanceMissing
from events.actions.signup import WalkFull, say_yes
from events.models import CheckIn, Event, Signup
from notifications.models import Topic
from tests import factories
from tests.factories import NOW
from volunteers.actions.consents import withdraw_consent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> Counter[str]:
    """Run each in a thread of its own, started together; how each ended, by name."""
    start, ends = threading.Barrier(len(acts)), []

    def run(act) -> None:
        start.wait()
        try:
            act()
            ends.append("done")
        except (WalkFull, WalkBegun, ClearanceMissing) as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return Counter(ends)


def test_the_last_place_goes_to_one(viewer_of, walk, walkers, walker, second_walker, times):
    others = [factories.make_member(walkers, name=f"Person {n}") for n in range(4)]
    viewers = [viewer_of(user) for user in (walker, second_walker, *others)]
    for _round in range(times(5, 500)):
        Signup.objects.all().delete()
        Event.objects.filter(pk=walk.pk).update(max_people=2)
        ends = at_once(*(lambda v=v: say_yes(viewer=v, event_id=walk.pk, now=NOW) for v in viewers))
        assert ends == {"done": 2, "walk_full": 4}
        assert Signup.objects.coming().count() == 2


def test_a_yes_and_a_consent_that_is_taken_back_in_the_same_moment(viewer_of, walkers, fittja, times):
    """Whichever is first, nobody under eighteen comes without a consent in the end."""
    early = factories.make_event(walkers, fittja, max_people=None, ends_at=NOW + dt.timedelta(hours=5))
    for _round in range(times(10, 500)):
        youth = factories.make_member(walkers, cleared=())
        consent, viewer = factories.make_consent(youth, walkers), viewer_of(youth)
        at_once(
            lambda v=viewer: say_yes(viewer=v, event_id=early.pk, now=NOW),
            lambda v=viewer, c=consent: withdraw_consent(viewer=v, consent_id=c.pk, now=NOW),
        )
        consent.refresh_from_db()
        assert consent.withdrawn_at == NOW
        assert not Signup.objects.coming().filter(user=youth).exists()


def test_one_person_twice_is_one_answer(viewer_of, walk, walker):
    viewer = viewer_of(walker)
    ends = at_once(*(lambda: say_yes(viewer=viewer, event_id=walk.pk, now=NOW) for _ in range(4)))
    assert (ends, Signup.objects.count()) == ({"done": 4}, 1)


def test_a_resend_that_overtakes_the_first_is_one_fact(viewer_of, walk, walker, second_walker):
    team = factories.make_team(walk, walker, second_walker)
    fact, viewer = factories.fact_times(), viewer_of(walker)
    times = Times(fact["occurred_at"], fact["sent_at"])

    def send() -> None:
        record_check_in(viewer=viewer, team_id=team.pk, check_in_id=fact["id"], kind="out", times=times, now=NOW)

    assert (at_once(send, send, send), CheckIn.objects.count()) == ({"done": 3}, 1)


def test_groups_of_one_evening_report_at_once_without_waiting_in_a_circle(viewer_of, walk, walkers, botkyrka, times):
    people = [factories.make_member(walkers, name=f"Person {n}") for n in range(8)]
    teams = [factories.make_team(walk, *pair) for pair in zip(people[::2], people[1::2], strict=True)]
    rounds = times(1, 25)

    def report(team, user) -> None:
        for kind in ("base", "out", "ok", "back") * rounds:
            fact = factories.fact_times()
            times = Times(fact["occurred_at"], fact["sent_at"])
            record_check_in(
                viewer=viewer_of(user), team_id=team.pk, check_in_id=fact["id"], kind=kind, times=times, now=NOW
            )

    acts = [lambda t=t, u=u: report(t, u) for t, u in zip(teams, people[::2], strict=True)]
    facts = 16 * rounds
    assert (at_once(*acts), CheckIn.objects.count()) == ({"done": 4}, facts)
    assert Topic.objects.get(pk=f"board:{botkyrka.pk}").seq == facts + 1  # and the walk under way once
