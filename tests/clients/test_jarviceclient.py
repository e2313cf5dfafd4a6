"""JARVICE by jarviceclient: apps, submissions, output, and the calls that end jobs."""

import base64

import pytest
import requests

from support import legacy
from support.waiting import until

api = legacy.load("jarviceclient", "JarviceAPI")

COUNTING = "trap 'echo bye; exit 0' TERM; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.1; done"
"""A script that goes on until it is ended."""

ENDED = {"COMPLETED", "COMPLETED WITH ERROR", "TERMINATED", "CANCELED"}


@pytest.fixture
def client(server, alice):
    """Alice's client: nothing but its address is ours."""
    return api.AuthenticatedClient(alice.name, alice.apikey, server.url)


def right(answer):
    """The result of a call that the client takes for a success."""
    result, errors = answer
    assert errors is None, (errors, result)
    return result


def batch(server, person, script):
    """Runs a script; the client itself has no such call, the service's documents post it like this."""
    submission = {
        "container": {"image": "library/ubuntu", "jobscript": base64.b64encode(script.encode()).decode()},
        "machine": {"type": "micro"},
        "vault": {"name": "ephemeral"},
        "user": {"username": person.name, "apikey": person.apikey},
    }
    # The service's own shell tool sends JSON and says that it is a form.
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(server.url + "/jarvice/batch", json=submission, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()["number"]


def status(client, number):
    (key, entry), = right(client.status(number=number)).items()
    assert key == str(number)
    return entry["job_status"]


def ended(client, number):
    def look():
        now = status(client, number)
        return now if now in ENDED else None

    return until(look, f"job {number} ends", 60)


def printed(client, number, text):
    until(lambda: text in (client.tail(number=number)[0] or ""), f"job {number} prints {text!r}")


def test_apps_and_machines(client):
    machines = right(client.machines())
    assert machines["n0"]["mc_cores"] >= 1
    assert list(right(client.machines(name="micro"))) == ["micro"]
    apps = right(client.apps())
    assert len(apps) >= 3
    parameters = apps["monte-carlo-pi-1.0.0"]["data"]["commands"]["run"]["parameters"]
    assert list(parameters) == ["samples", "seconds", "seed"]


def test_a_job_of_an_app(server, client, alice, folder):
    name, on_disk = folder
    (on_disk / "notes.txt").write_text("one two\nthree\n")
    submitted = right(client.submit({
        "app": "text-stats-1.0.0",
        "staging": False,
        "checkedout": False,
        "job_label": "count",
        "application": {
            "command": "run",
            "geometry": "1904x841",
            "parameters": {"files": f"/data/{name}/notes.txt"},
        },
        "machine": {"type": "n0", "nodes": 1},
        "vault": {"name": "ephemeral", "readonly": False, "force": False},
    }))
    number = submitted["number"]
    assert ended(client, number) == "COMPLETED"
    entry = right(client.status(name=submitted["name"]))[str(number)]
    assert entry["job_submit_time"] <= entry["job_start_time"] <= entry["job_end_time"]
    assert "notes.txt" in right(client.output(number=number))
    assert (on_disk / "notes.txt").read_text() == "one two\nthree\n"


def test_a_job_that_is_told_to_end(server, client, alice):
    number = batch(server, alice, COUNTING)
    printed(client, number, "line 3\n")
    assert right(client.tail(number=number, lines=1)).startswith("line ")
    assert right(client.info(number=number))["address"] == "127.0.0.1"
    assert right(client.connect(number=number))["address"] == "127.0.0.1"
    assert right(client.action("suspend", number=number)) == {"status": "action requested"}
    assert right(client.jobs())[str(number)]["job_substatus_text"] == "Suspended by user"
    right(client.action("resume", number=number))
    assert right(client.shutdown(number=number)) == {"status": "shutdown requested"}
    assert ended(client, number) == "TERMINATED"
    assert right(client.output(number=number, lines=1)) == "bye\n"
    answer, errors = client.shutdown(number=number)
    assert errors["error"]["code"] == 404 and answer == {"error": "Running job is not found"}


def test_all_jobs_are_ended(server, people):
    carol = people("carol")
    client = api.AuthenticatedClient(carol.name, carol.apikey, server.url)
    # One of them will not hear of it.
    numbers = [batch(server, carol, script) for script in (COUNTING, "trap '' TERM\n" + COUNTING[32:])]
    for number in numbers:
        printed(client, number, "line 1\n")
    killed, errors = client.terminate_all()
    assert sorted(int(row["number"]) for row in killed) == sorted(numbers) and not errors
    assert {ended(client, number) for number in numbers} == {"TERMINATED"}
    assert right(client.jobs()) == {}


def test_a_failing_script(server, client, alice):
    number = batch(server, alice, "#!/bin/bash\necho words; exit 3\n")
    assert ended(client, number) == "COMPLETED WITH ERROR"
    assert right(client.output(number=number)) == "words\n"


def test_wrong_calls_are_told_and_the_key_is_not(server, alice, client):
    stranger = api.AuthenticatedClient(alice.name, "wrong", server.url)
    answer, errors = stranger.jobs()
    assert errors["error"]["code"] == 401 and "error" in answer
    answer, errors = client.status(number=987654)
    assert errors["error"]["code"] == 404
    answer, errors = client.submit({"app": "none-1.0", "application": {"command": "run"}})
    assert errors["error"]["code"] == 404
    right(client.jobs())
    assert alice.apikey not in "".join(server.log)
