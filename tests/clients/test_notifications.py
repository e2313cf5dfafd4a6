"""Notifications, really delivered; and files that the server fetches."""

import pytest
import requests

from support.receiver import Receiver
from support.waiting import until


def count(agave, path, **more):
    body = {"name": "told", "appId": "text-stats-1.0.0", "inputs": {"files": path}, "archive": False, **more}
    return agave.jobs.submit(body=body)


def test_a_job_tells_of_itself(agave, folder):
    name, on_disk = folder
    (on_disk / "a.txt").write_text("a b c\n")
    with Receiver() as receiver:
        hook = receiver.url + "/?job=${JOB_ID}&status=${JOB_STATUS}&name=${JOB_NAME}"
        job = count(agave, f"{name}/a.txt", notifications=[{"url": hook, "event": "*", "persistent": True}])
        until(lambda: "FINISHED" in receiver.events(), "the end is told")
        assert receiver.events()[0] == "PENDING"
        target, headers, body = receiver.requests[-1]
        assert target == f"/?job={job['id']}&status=FINISHED&name=told"
        assert headers["Content-Type"] == "application/json"
        assert body["job"]["id"] == job["id"]
        history = [row["status"] for row in agave.jobs.getHistory(jobId=job["id"])]
        until(lambda: receiver.events() == history, "every event is told in its order")


def test_subscribe_and_retry(agave, folder):
    name, on_disk = folder
    (on_disk / "a.txt").write_text("a b c\n")
    job = count(agave, f"{name}/a.txt")
    until(lambda: agave.jobs.getStatus(jobId=job["id"])["status"] == "FINISHED", "it ends")
    with Receiver(500, 503) as receiver:
        made = agave.notifications.add(
            body={
                "associatedUuid": job["id"],
                "event": "DELETED",
                "persistent": False,
                "url": receiver.url + "/${EVENT}",
                "policy": {"retryStrategy": "IMMEDIATE", "retryLimit": 5, "retryRate": 0},
            }
        )
        assert [row["id"] for row in agave.notifications.list(associatedUuid=job["id"])] == [made["id"]]
        agave.jobs.delete(jobId=job["id"])
        until(lambda: agave.notifications.get(uuid=made["id"])["status"] == "COMPLETE", "it arrives")
        assert [target for target, _, _ in receiver.requests] == ["/DELETED"] * 3
        assert agave.notifications.get(uuid=made["id"])["attempts"] == 3
    agave.notifications.delete(uuid=made["id"])
    with pytest.raises(requests.HTTPError) as missing:
        agave.notifications.get(uuid=made["id"])
    assert missing.value.response.status_code == 404


def test_no_mail_is_promised(agave, folder):
    name, on_disk = folder
    (on_disk / "a.txt").write_text("a")
    with pytest.raises(requests.HTTPError) as refused:
        count(agave, f"{name}/a.txt", notifications=[{"url": "me@example.org", "event": "FINISHED"}])
    assert refused.value.response.status_code == 400
    assert "notifications[0].url" in refused.value.response.json()["message"]


def test_import_by_helper_and_operation(agave, session, folder):
    name, on_disk = folder
    with Receiver() as receiver:
        session.files_import(receiver.url + "/by helper.txt", f"local.storage/{name}/")
        until((on_disk / "by helper.txt").exists, "the file arrives")
        agave.files.importData(
            systemId="local.storage", filePath=name, urlToIngest=receiver.url + "/operation.txt"
        )
        until((on_disk / "operation.txt").exists, "the file arrives")
    assert (on_disk / "by helper.txt").read_bytes() == b"from the web"


def test_a_failed_import_says_so(session, agave, folder):
    name, on_disk = folder
    with Receiver(404) as receiver:
        session.files_import(receiver.url + "/gone.txt", f"local.storage/{name}/")

        def statuses():
            rows = agave.files.getHistory(systemId="local.storage", filePath=f"{name}/gone.txt")
            return [row["status"] for row in rows]

        until(lambda: "STAGING_FAILED" in statuses(), "the failure is in the history")
    assert list(on_disk.iterdir()) == []
