"""Systems that users register, by agavepy's operations."""

import itertools

import pytest
import requests

fresh = itertools.count(1)

SECRET = "a password that nobody is told"


def disk(name):
    return {
        "id": name,
        "name": "Lab disk",
        "type": "STORAGE",
        "status": "UP",
        "storage": {
            "host": "localhost",
            "port": 0,
            "protocol": "LOCAL",
            "rootDir": "/",
            "homeDir": "/",
            "auth": {"type": "LOCAL"},
        },
    }


def cluster(name):
    auth = {"type": "PASSWORD", "username": "me", "password": SECRET}
    return {
        "id": name,
        "name": "Lab cluster",
        "type": "EXECUTION",
        "status": "UP",
        "executionType": "HPC",
        "scheduler": "SLURM",
        "queues": [{"name": "normal", "default": True, "maxJobs": 10}],
        "login": {"host": "login.example.org", "port": 22, "protocol": "SSH", "auth": auth},
        "storage": {"host": "data.example.org", "port": 22, "protocol": "SFTP", "auth": auth},
    }


def refused(call, status, **arguments):
    with pytest.raises(requests.HTTPError) as error:
        call(**arguments)
    assert error.value.response.status_code == status
    return error.value.response.json()["message"]


def stored(agave, system):
    """agavepy expects one credential, and hands a list over in its envelope."""
    return agave.systems.listCredentials(systemId=system)["result"]


@pytest.fixture
def lab(agave):
    """A fresh cluster of alice's."""
    name = f"lab{next(fresh)}.cluster"
    agave.systems.add(body=cluster(name))
    yield name
    agave.systems.delete(systemId=name)


def test_register_change_remove(agave, lab):
    system = agave.systems.get(systemId=lab)
    assert system["queues"][0]["name"] == "normal"
    assert system["login"]["auth"]["type"] == "PASSWORD"
    assert lab in [row["id"] for row in agave.systems.list(type="EXECUTION", public=False)]
    changed = agave.systems.update(systemId=lab, body={**cluster(lab), "description": "Faster"})
    assert changed["description"] == "Faster"
    assert changed["uuid"] == system["uuid"]
    off = agave.systems.manage(systemId=lab, body={"action": "DISABLE"})
    assert off["available"] is False
    message = refused(agave.systems.add, 400, body={**cluster(lab), "scheduler": "CRON"})
    assert message.startswith("scheduler")


def test_roles(agave, operations_of, bob, lab):
    other = operations_of(bob)
    refused(other.systems.get, 404, systemId=lab)
    agave.systems.updateRole(systemId=lab, body={"username": bob.name, "role": "USER"})
    assert other.systems.get(systemId=lab)["id"] == lab
    roles = {row["username"]: row["role"] for row in agave.systems.listRoles(systemId=lab)}
    assert roles[bob.name] == "USER"
    refused(other.systems.updateRole, 403, systemId=lab, body={"username": bob.name, "role": "ADMIN"})
    agave.systems.deleteRoleForUser(systemId=lab, username=bob.name)
    refused(other.systems.get, 404, systemId=lab)


def test_credentials_come_back_without_secrets(agave, server, lab):
    agave.systems.updateCredentialsForInternalUserByType(
        systemId=lab,
        internalUsername="robot",
        credentialType="LOGIN",
        body={"type": "SSHKEYS", "username": "robot", "publicKey": "pub " + SECRET, "privateKey": SECRET},
    )
    rows = stored(agave, lab)
    assert {row["type"] for row in rows} == {"PASSWORD", "SSHKEYS"}
    assert SECRET not in str(rows)
    on_disk = b"".join(path.read_bytes() for path in server.data.iterdir() if path.is_file())
    assert SECRET.encode() not in on_disk
    agave.systems.deleteCredentialsForInternalUser(systemId=lab, internalUsername="robot")
    assert {row["type"] for row in stored(agave, lab)} == {"PASSWORD"}


def test_files_on_a_disk(agave, server):
    name = f"lab{next(fresh)}.disk"
    agave.systems.add(body=disk(name))
    agave.files.manage(systemId=name, filePath="", body={"action": "mkdir", "path": "results"})
    (server.data / "systems" / name / "results" / "a.txt").write_text("kept here")
    assert agave.files.download(systemId=name, filePath="results/a.txt").content == b"kept here"
    assert agave.systems.manage(systemId=name, body={"action": "setDefault"})["default"] is True
    rows = agave.files.listOnDefaultSystem(filePath="results")
    assert [row["name"] for row in rows] == [".", "a.txt"]
    assert agave.systems.manage(systemId=name, body={"action": "unsetDefault"})["default"] is False
    agave.systems.delete(systemId=name)


def test_files_elsewhere_are_out_of_reach(agave, lab):
    assert "SFTP" in refused(agave.files.list, 501, systemId=lab, filePath="x")
