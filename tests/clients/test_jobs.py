"""Jobs by agavepy: submitted, followed, read, stopped, run again, shared."""

import json

import pytest
import requests

from support import counting, processes
from support.waiting import until

ENDED = {"FINISHED", "FAILED", "STOPPED", "KILLED"}

NEXT = {
    "PENDING": {"PROCESSING_INPUTS"},
    "PROCESSING_INPUTS": {"STAGING_INPUTS"},
    "STAGING_INPUTS": {"STAGED"},
    "STAGED": {"SUBMITTING"},
    "STAGING_JOB": {"SUBMITTING"},
    "SUBMITTING": {"QUEUED", "RUNNING", "KILLED"},
    "QUEUED": {"RUNNING", "CLEANING_UP", "KILLED"},
    "RUNNING": {"QUEUED", "CLEANING_UP", "KILLED"},
    "CLEANING_UP": {"ARCHIVING", "FINISHED", "KILLED"},
    "ARCHIVING": {"ARCHIVING_FINISHED", "ARCHIVING_FAILED", "KILLED"},
    "ARCHIVING_FINISHED": {"FINISHED"},
    "ARCHIVING_FAILED": set(),
    "KILLED": set(),
    "PAUSED": set(),
}
"""Which status may follow which; besides these, itself, and STOPPED, PAUSED or FAILED from any that has not archived."""


def app_id(agave, name):
    (app,) = agave.apps.listByName(name=name)
    return app["id"]


def ended(agave, job_id, deadline=60):
    def status():
        now = agave.jobs.getStatus(jobId=job_id)["status"]
        return now if now in ENDED else None

    return until(status, f"job {job_id} ends", deadline)


def history_of(agave, job_id):
    return [row["status"] for row in agave.jobs.getHistory(jobId=job_id)]


def walk(history):
    """The statuses of a history: its other events and repetitions left out."""
    states = [word for word in history if word in NEXT or word in ENDED]
    return [word for place, word in enumerate(states) if place == 0 or states[place - 1] != word]


def assert_legal(history):
    states = walk(history)
    assert states[0] == "PENDING", history
    for now, then in zip(states, states[1:]):
        allowed = NEXT.get(now, set()) | (set() if now == "ARCHIVING_FINISHED" else {"STOPPED", "PAUSED", "FAILED"})
        assert then in allowed, f"{now} -> {then} in {history}"


def output(agave, job, path):
    """One output's bytes, by the link that the service itself gives for it."""
    url = job["_links"]["self"]["href"] + "/outputs/media/" + path
    answer = requests.get(url, headers={"Authorization": f"Bearer {agave.token.token_info['access_token']}"}, timeout=30)
    answer.raise_for_status()
    return answer.content


@pytest.fixture(scope="module")
def texts(server, alice):
    """Two texts in alice's home: `{path from home: bytes}`."""
    where = server.home(alice.name) / "texts for jobs"
    where.mkdir(parents=True)
    bodies = {"one ü.txt": counting.text(3000, seed=3).encode(), "two.txt": counting.text(500, seed=4).encode()}
    for name, body in bodies.items():
        (where / name).write_bytes(body)
    return {f"texts for jobs/{name}": body for name, body in bodies.items()}


@pytest.fixture(scope="module")
def counted(agave, texts):
    """A finished job that counted both texts."""
    job = agave.jobs.submit(
        body={
            "name": "count ü",
            "appId": app_id(agave, "text-stats"),
            "inputs": {"files": list(texts)},
            "parameters": {},
            "archive": True,
        }
    )
    assert job["status"] == "PENDING"
    assert ended(agave, job["id"]) == "FINISHED", history_of(agave, job["id"])
    return agave.jobs.get(jobId=job["id"])


@pytest.fixture
def running(agave):
    """A job that would run for hours; it is stopped afterwards whatever happens."""
    job = agave.jobs.submit(
        body={
            "name": "never ends",
            "appId": app_id(agave, "monte-carlo-pi"),
            "parameters": {"samples": 1000000000000},
            "archive": False,
            "maxRunTime": "01:00:00",
        }
    )
    until(lambda: agave.jobs.getStatus(jobId=job["id"])["status"] == "RUNNING", "the job runs")
    yield job
    agave.jobs.delete(jobId=job["id"])


def test_numbers_agree_with_an_independent_count(agave, counted, texts):
    stats = json.loads(output(agave, counted, "stats.json"))
    each = {path: counting.count(body) for path, body in texts.items()}
    overall = {key: sum(count[key] for count in each.values()) for key in ("lines", "words", "characters", "bytes")}
    assert numbers(stats) == overall
    assert {row["name"]: numbers(row) for row in stats["files"]} == {
        path.rsplit("/", 1)[-1]: count for path, count in each.items()
    }
    plain = output(agave, counted, "stats.txt").decode()
    for value in overall.values():
        assert str(value) in plain


def numbers(row):
    found = {key: row[key] for key in ("lines", "words", "characters", "bytes")}
    assert all(type(value) is int for value in found.values())
    return found


def test_what_a_finished_job_says(agave, counted, alice, server):
    assert counted["owner"] == alice.name
    assert counted["executionSystem"] == "local.execution"
    assert counted["archiveSystem"] == "local.storage"
    assert counted["archivePath"].strip("/") == f"{alice.name}/archive/jobs/job-{counted['id']}"
    assert counted["inputs"]["files"] and isinstance(counted["inputs"]["files"], list)
    assert str(counted["submitTime"]) <= str(counted["startTime"]) <= str(counted["endTime"])
    assert (server.home(alice.name) / "archive" / "jobs" / f"job-{counted['id']}" / "stats.json").is_file()


def test_history_is_legal_and_whole(agave, counted):
    history = history_of(agave, counted["id"])
    assert_legal(history)
    assert walk(history) == [
        "PENDING",
        "PROCESSING_INPUTS",
        "STAGING_INPUTS",
        "STAGED",
        "SUBMITTING",
        "QUEUED",
        "RUNNING",
        "CLEANING_UP",
        "ARCHIVING",
        "ARCHIVING_FINISHED",
        "FINISHED",
    ]


def test_outputs(agave, counted, server, alice, tmp_path):
    rows = {row["name"]: row for row in agave.jobs.listOutputs(jobId=counted["id"], filePath="")}
    assert {"stats.json", "stats.txt"} <= set(rows)
    assert rows["stats.json"]["type"] == "file"
    on_disk = (server.home(alice.name) / "archive" / "jobs" / f"job-{counted['id']}" / "stats.json").read_bytes()
    assert rows["stats.json"]["length"] == len(on_disk)
    agave.download_uri(rows["stats.json"]["_links"]["self"]["href"], str(tmp_path / "by link"))
    assert (tmp_path / "by link").read_bytes() == on_disk
    # agavepy reads this answer as JSON and then as an envelope, so only a JSON object passes through it whole.
    assert agave.jobs.downloadOutput(jobId=counted["id"], filePath="stats.json") in (json.loads(on_disk), None)


def test_listings_and_search(agave, counted):
    (row,) = [job for job in agave.jobs.list() if job["id"] == counted["id"]]
    assert (row["name"], row["status"]) == ("count ü", "FINISHED")
    found = agave.jobs.list(search={"name": "count ü", "status.in": "FINISHED,FAILED"})
    assert [job["id"] for job in found] == [counted["id"]]
    assert agave.jobs.list(search={"name": "count ü", "status": "RUNNING"}) == []
    assert len(agave.jobs.list(limit=1)) == 1


def test_a_stopped_job_is_gone(agave, running):
    there = until(lambda: processes.belonging_to(running["id"]), "the job has processes")
    groups = set(there.values())
    agave.jobs.manage(jobId=running["id"], body={"action": "stop"})
    assert ended(agave, running["id"]) == "STOPPED"
    until(lambda: not processes.in_groups(groups), "its process group is gone")
    assert not processes.belonging_to(running["id"])
    history = history_of(agave, running["id"])
    assert_legal(history)
    assert walk(history)[-1] == "STOPPED"


def test_a_running_job_shows_its_output(agave, running):
    rows = until(
        lambda: [r for r in agave.jobs.listOutputs(jobId=running["id"], filePath="") if r["name"].endswith(".out") and r["length"]],
        "its standard output grows",
    )
    assert output(agave, running, rows[0]["name"])


def test_a_job_runs_again(agave, counted):
    again = agave.jobs.manage(jobId=counted["id"], body={"action": "resubmit"})
    assert again["id"] != counted["id"]
    assert again["appId"] == counted["appId"]
    assert ended(agave, again["id"]) == "FINISHED"
    assert_legal(history_of(agave, again["id"]))
    first, second = (json.loads(output(agave, job, "stats.json")) for job in (counted, agave.jobs.get(jobId=again["id"])))
    assert numbers(first) == numbers(second)


def test_a_deleted_job_is_hidden(agave, texts):
    job = agave.jobs.submit(
        body={"name": "to be hidden", "appId": app_id(agave, "text-stats"), "inputs": {"files": list(texts)}, "archive": False}
    )
    assert ended(agave, job["id"]) == "FINISHED"
    assert "ARCHIVING" not in history_of(agave, job["id"])
    agave.jobs.delete(jobId=job["id"])
    assert job["id"] not in [row["id"] for row in agave.jobs.list()]
    with pytest.raises(requests.HTTPError) as hidden:
        agave.jobs.get(jobId=job["id"])
    assert hidden.value.response.status_code == 404


def test_jobs_are_private_until_shared(agave, operations_of, bob, counted):
    other = operations_of(bob)
    job_id = counted["id"]
    assert job_id not in [row["id"] for row in other.jobs.list()]
    for call in (other.jobs.get, other.jobs.getStatus, other.jobs.getHistory):
        with pytest.raises(requests.HTTPError) as refused:
            call(jobId=job_id)
        assert refused.value.response.status_code in (403, 404)

    agave.jobs.updatePermissions(jobId=job_id, body={"username": bob.name, "permission": "READ"})
    rows = {row["username"]: row["permission"] for row in agave.jobs.listPermissions(jobId=job_id)}
    assert rows[bob.name]["read"] is True and rows[bob.name]["write"] is False
    assert other.jobs.get(jobId=job_id)["name"] == counted["name"]
    with pytest.raises(requests.HTTPError) as refused:
        other.jobs.delete(jobId=job_id)
    assert refused.value.response.status_code == 403
    agave.jobs.deletePermissions(jobId=job_id)
    with pytest.raises(requests.HTTPError):
        other.jobs.get(jobId=job_id)


@pytest.mark.parametrize(
    "change,field",
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"appId": "no-such-app-9.9"}, "app"),
        ({"batchQueue": "tide"}, "batchQueue"),
        ({"maxRunTime": "soon"}, "maxRunTime"),
        ({"maxRunTime": "999:00:00"}, "maxRunTime"),
        ({"nodeCount": 0}, "nodeCount"),
        ({"processorsPerNode": "many"}, "processorsPerNode"),
        ({"memoryPerNode": "-1GB"}, "memoryPerNode"),
        ({"inputs": {}}, "files"),
        ({"inputs": {"files": 7}}, "files"),
        ({"dependencies": ["x"]}, "dependencies"),
    ],
)
def test_a_bad_request_names_the_field(agave, texts, change, field):
    body = {"name": "bad", "appId": app_id(agave, "text-stats"), "inputs": {"files": list(texts)}, "archive": False} | change
    with pytest.raises(requests.HTTPError) as refused:
        agave.jobs.submit(body=body)
    answer = refused.value.response
    assert answer.status_code == 400
    assert field.lower() in answer.json()["message"].lower(), answer.text


def test_a_missing_input_fails_with_the_reason(agave):
    body = {"name": "no input", "appId": app_id(agave, "text-stats"), "inputs": {"files": "never there.txt"}, "archive": False}
    try:
        job = agave.jobs.submit(body=body)
    except requests.HTTPError as refused:
        assert refused.response.status_code in (400, 403, 404)
        assert "never there" in refused.response.json()["message"]
        return
    assert ended(agave, job["id"]) == "FAILED"
    assert "never there" in json.dumps(agave.jobs.getHistory(jobId=job["id"]), default=str)
