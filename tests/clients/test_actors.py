"""Actors by agavepy's generated operations."""

import pytest
import requests

from support.waiting import until

IMAGE = "abacosamples/test:latest"


@pytest.fixture
def actor(agave):
    """An actor that logs its messages."""
    made = agave.actors.add(body={"image": IMAGE, "name": "bell", "defaultEnvironment": {"PORT": "North bay"}})
    yield made["id"]
    agave.actors.delete(actorId=made["id"])


def completed(agave, actor, execution):
    def look():
        found = agave.actors.getExecution(actorId=actor, executionId=execution)
        return found if found["status"] == "COMPLETE" else None

    return until(look, "the execution completes")


def test_an_actor_is_registered_and_found(agave, alice, actor):
    found = agave.actors.get(actorId=actor)
    assert (found["owner"], found["image"], found["status"]) == (alice.name, IMAGE, "READY")
    assert found["stateless"] is True
    assert actor in [row["id"] for row in agave.actors.list()]
    changed = agave.actors.update(actorId=actor, body={"image": IMAGE, "description": "Rings"})
    assert changed["description"] == "Rings"


def test_an_unknown_image_is_refused(agave):
    with pytest.raises(requests.HTTPError) as error:
        agave.actors.add(body={"image": "harbour/none"})
    answer = error.value.response.json()
    assert error.value.response.status_code == 400
    assert answer["result"] is None
    assert IMAGE in answer["message"]


def test_a_message_is_run_and_logged(agave, alice, actor):
    sent = agave.actors.sendMessage(actorId=actor, body={"message": "ring twice"}, environment={"TIDE": "high"})
    assert sent["msg"] == "ring twice"
    ended = completed(agave, actor, sent["executionId"])
    assert ended["exitCode"] == 0
    logs = agave.actors.getExecutionLogs(actorId=actor, executionId=sent["executionId"])["logs"]
    assert "Contents of MSG: ring twice\n" in logs
    for variable in ("PORT=North bay", "TIDE=high", f"_abaco_username={alice.name}"):
        assert f"{variable}\n" in logs
    summary = agave.actors.listExecutions(actorId=actor)
    assert sent["executionId"] in [row["id"] for row in summary["executions"]]
    assert agave.actors.getMessages(actorId=actor)["messages"] == 0
    result = agave.actors.getOneExecutionResult(actorId=actor, executionId=sent["executionId"])
    assert result.content == b""


def test_bytes_come_back_as_a_result(agave):
    echo = agave.actors.add(body={"image": "portolan/echo"})["id"]
    message = bytes(range(256)) * 40
    sent = agave.actors.sendBinaryMessage(actorId=echo, message=message)
    completed(agave, echo, sent["executionId"])
    result = agave.actors.getOneExecutionResult(actorId=echo, executionId=sent["executionId"])
    assert result.content == message
    agave.actors.delete(actorId=echo)


def test_state(agave):
    made = agave.actors.add(body={"image": IMAGE, "stateless": False})["id"]
    agave.actors.updateState(actorId=made, body={"rung": 2})
    assert agave.actors.getState(actorId=made)["state"] == {"rung": 2}
    agave.actors.delete(actorId=made)


def test_workers_nonces_and_permissions(agave, operations_of, alice, bob, actor):
    agave.actors.addWorker(actorId=actor, body={"num": 2})
    workers = agave.actors.listWorkers(actorId=actor)
    assert [worker["status"] for worker in workers] == ["READY", "READY"]
    agave.actors.deleteWorker(actorId=actor, workerId=workers[0]["id"])
    assert len(agave.actors.listWorkers(actorId=actor)) == 1

    nonce = agave.actors.addNonce(actorId=actor, body={"maxUses": 3, "level": "READ"})
    assert (nonce["level"], nonce["remaining_uses"]) == ("READ", 3)
    assert nonce["id"] in [row["id"] for row in agave.actors.listNonces(actorId=actor)]
    agave.actors.deleteNonce(actorId=actor, nonceId=nonce["id"])

    agave.actors.updatePermissions(actorId=actor, body={"user": bob.name, "level": "EXECUTE"})
    assert agave.actors.getPermissions(actorId=actor) == {alice.name: "UPDATE", bob.name: "EXECUTE"}
    theirs = operations_of(bob)
    sent = theirs.actors.sendMessage(actorId=actor, body={"message": "by bob"})
    assert completed(theirs, actor, sent["executionId"])["executor"] == bob.name
