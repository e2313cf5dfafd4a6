"""What survives: a restart, and the server being killed under a running job."""

import signal

import pytest
import requests
from agavepy.agave import Agave

from support import processes
from support.front import Front
from support.receiver import Receiver
from support.server import Server
from support.waiting import until
from test_jobs import app_id, assert_legal, ended, history_of

PASSWORD = "strong enough for a test"


@pytest.fixture
def own(tmp_path):
    """A server of this test's own, with one user."""
    server = Server(tmp_path / "data").start()
    server.add_user("carol", PASSWORD)
    yield server
    server.stop()
    processes.end(str(server.data))


@pytest.fixture
def carol(own, tmp_path):
    """Her operations."""
    front = Front(own.url, tmp_path)
    agave = Agave(api_server=front.url, username="carol", password=PASSWORD, proxies=front.proxies, verify=front.certificate)
    agave.clients.create(body={"clientName": "life", "description": ""})
    yield agave
    front.close()


def submit(agave, samples):
    return agave.jobs.submit(
        body={
            "name": "lives on",
            "appId": app_id(agave, "monte-carlo-pi"),
            "parameters": {"samples": samples},
            "archive": False,
            "maxRunTime": "01:00:00",
        }
    )


def test_a_killed_server_comes_back_with_the_truth(own, carol):
    job = submit(carol, 1000000000000)
    until(lambda: carol.jobs.getStatus(jobId=job["id"])["status"] == "RUNNING", "the job runs")
    groups = set(until(lambda: processes.belonging_to(job["id"]), "the job has processes").values())
    own.stop(signal.SIGKILL)
    own.start()

    status = carol.jobs.getStatus(jobId=job["id"])["status"]
    if status == "RUNNING":
        assert processes.in_groups(groups), "said to run, but nothing does"
        carol.jobs.manage(jobId=job["id"], body={"action": "stop"})
        assert ended(carol, job["id"]) == "STOPPED"
    else:
        assert ended(carol, job["id"]) == "FAILED"
        assert [row for row in carol.jobs.getHistory(jobId=job["id"]) if row["status"] == "FAILED" and row["description"]]
    until(lambda: not processes.in_groups(groups), "nothing is orphaned")
    assert_legal(history_of(carol, job["id"]))


def test_a_job_that_ends_while_the_server_is_away_is_finished(own, carol):
    job = submit(carol, 100000000)
    until(lambda: carol.jobs.getStatus(jobId=job["id"])["status"] == "RUNNING", "the job runs")
    own.stop(signal.SIGKILL)
    until(lambda: not processes.belonging_to(job["id"]), "the job ends by itself")
    own.start()
    assert ended(carol, job["id"]) == "FINISHED"
    assert_legal(history_of(carol, job["id"]))


def test_nothing_acknowledged_is_lost(own, carol):
    jobs = [submit(carol, 1000)["id"] for _ in range(5)]
    own.stop(signal.SIGKILL)
    own.start()
    assert set(jobs) <= {row["id"] for row in carol.jobs.list()}
    for job in jobs:
        assert ended(carol, job) == "FINISHED", history_of(carol, job)
    assert len(carol.jobs.list()) == len(jobs)


def test_what_was_to_be_told_is_told_after_a_kill(own, carol):
    with Receiver(*[503] * 1000) as receiver:
        policy = {"retryStrategy": "IMMEDIATE", "retryLimit": 1440, "retryRate": 1}
        hook = {"url": receiver.url, "event": "*", "persistent": True, "policy": policy}
        job = carol.jobs.submit(
            body={
                "name": "told",
                "appId": app_id(carol, "monte-carlo-pi"),
                "parameters": {"samples": 1000},
                "archive": False,
                "notifications": [hook],
            }
        )
        assert ended(carol, job["id"]) == "FINISHED"
        own.stop(signal.SIGKILL)
        receiver.answer_well()
        before = len(receiver.requests)
        own.start()
        history = [row["status"] for row in carol.jobs.getHistory(jobId=job["id"])]
        # At least once: what was answered when the server was killed may come again.
        until(lambda: set(receiver.events()[before:]) == set(history), "every event is told")


def test_users_can_be_added_while_it_runs_and_stay(own):
    printed = own.add_user("dave", "another password")
    assert "jarvice apikey: " in printed
    assert "rescale token: " in printed
    for _ in range(2):
        answer = requests.post(own.url + "/clients/v2", data={"clientName": f"c{own.pid}"}, auth=("dave", "another password"), timeout=30)
        assert answer.status_code in (200, 201)
        own.stop()
        own.start()


def test_a_taken_port_is_an_error(own, tmp_path):
    second = Server(tmp_path / "second", listen=own.listen)
    with pytest.raises(RuntimeError, match="ended before it was ready"):
        second.start()
