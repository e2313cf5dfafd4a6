"""Metadata and its schemas by agavepy's generated operations."""

import json

import pytest
import requests
from dateutil.parser import parse

from conftest import fresh


@pytest.fixture
def name():
    """A name that no other test uses."""
    return f"soundings {next(fresh)}"


def add(agave, name, value, **more):
    return agave.meta.addMetadata(body={"name": name, "value": value, **more})


def found(agave, query, **more):
    return [item["name"] for item in agave.meta.listMetadata(q=json.dumps(query), **more)]


def refused(call, status):
    with pytest.raises(requests.HTTPError) as error:
        call()
    assert error.value.response.status_code == status
    return error.value.response.json()["message"]


def test_an_item_from_creation_to_deletion(agave, alice, name):
    value = {"depth": [12.5, 13, None], "place": "Nørre Havn", "checked": True}
    item = add(agave, name, value)
    assert item["uuid"].endswith("-012")
    assert (item["owner"], item["name"], item["value"]) == (alice.name, name, value)
    assert parse(str(item["created"])).tzinfo
    again = agave.meta.getMetadata(uuid=item["uuid"])
    assert again["value"] == value
    changed = agave.meta.updateMetadata(uuid=item["uuid"], body={"name": name, "value": "plain"})
    assert changed["value"] == "plain"
    assert agave.meta.deleteMetadata(uuid=item["uuid"]) is None
    assert item["uuid"] in refused(lambda: agave.meta.getMetadata(uuid=item["uuid"]), 404)


def test_queries(agave, name):
    for depth in (3, 30, 300):
        add(agave, f"{name} {depth}", {"depth": depth, "tags": ["sea", f"t{depth}"]})
    mine = {"name": {"$regex": f"^{name} "}}
    for query, expected in [
        (mine, [300, 30, 3]),
        ({**mine, "value.depth": {"$gt": 3, "$lt": 300}}, [30]),
        ({**mine, "$or": [{"value.depth": 3}, {"value.tags": "t300"}]}, [300, 3]),
        ({**mine, "value.depth": {"$in": [3, 4]}}, [3]),
        ({**mine, "value.tags": {"$all": ["sea", "t30"]}}, [30]),
        ({**mine, "value.none": {"$exists": True}}, []),
    ]:
        assert found(agave, query) == [f"{name} {depth}" for depth in expected], query
    assert found(agave, mine, limit=1, offset=1) == [f"{name} 30"]
    assert "$near" in refused(lambda: found(agave, {"value": {"$near": 1}}), 400)


def test_schemas(agave, alice, name):
    schema = {"title": name, "type": "object", "required": ["depth"], "properties": {"depth": {"type": "number"}}}
    kept = agave.meta.addSchema(body=schema)
    assert kept["uuid"].endswith("-013")
    assert kept["owner"] == alice.name
    assert agave.meta.getSchema(uuid=kept["uuid"])["schema"]["title"] == name
    item = add(agave, name, {"depth": 1}, schemaId=kept["uuid"])
    assert item["schemaId"] == kept["uuid"]
    assert "depth" in refused(lambda: add(agave, name, {"height": 1}, schemaId=kept["uuid"]), 400)
    refused(lambda: agave.meta.addSchema(body={"type": "no such type"}), 400)
    assert agave.meta.deleteSchema(uuid=kept["uuid"]) is None


def test_sharing(agave, operations_of, alice, bob, name):
    theirs = operations_of(bob)
    uuid = add(agave, name, 1)["uuid"]
    refused(lambda: theirs.meta.getMetadata(uuid=uuid), 404)
    given = agave.meta.updateMetadataPermissions(uuid=uuid, body={"username": bob.name, "permission": "READ"})
    assert given["permission"]["read"] is True
    assert theirs.meta.getMetadata(uuid=uuid)["owner"] == alice.name
    refused(lambda: theirs.meta.deleteMetadata(uuid=uuid), 403)
    assert {row["username"] for row in agave.meta.listMetadataPermissions(uuid=uuid)} == {alice.name, bob.name}
    agave.meta.deleteMetadataPermissionsForUser(uuid=uuid, username=bob.name)
    refused(lambda: theirs.meta.getMetadata(uuid=uuid), 404)
