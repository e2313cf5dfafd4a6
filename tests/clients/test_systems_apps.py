"""What a new user finds: two systems and three apps."""

import pytest
import requests
from dateutil.parser import parse

APPS = {"text-stats": "Text statistics", "monte-carlo-pi": "Monte Carlo pi", "mandelbrot": "Mandelbrot image"}


def test_systems(agave):
    systems = {system["id"]: system for system in agave.systems.list()}
    assert {"local.storage", "local.execution"} <= set(systems)
    assert systems["local.storage"].type == "STORAGE"
    assert systems["local.storage"].default is True
    assert systems["local.execution"].type == "EXECUTION"
    assert [s["id"] for s in agave.systems.list(type="EXECUTION")] == ["local.execution"]
    assert [s["id"] for s in agave.systems.list(default=True, type="STORAGE")] == ["local.storage"]


def test_one_system(agave, alice):
    storage = agave.systems.get(systemId="local.storage")
    assert storage["public"] is True
    assert storage["storage"]["homeDir"].strip("/") == alice.name
    execution = agave.systems.get(systemId="local.execution")
    queues = {queue["name"]: queue for queue in execution["queues"]}
    assert {"debug", "normal"} <= set(queues)
    assert [name for name, queue in queues.items() if queue["default"]] == ["normal"]
    assert parse(str(execution["lastModified"])).tzinfo


def test_an_unknown_system_is_404(agave):
    with pytest.raises(requests.HTTPError) as missing:
        agave.systems.get(systemId="no.such.system")
    assert missing.value.response.status_code == 404
    answer = missing.value.response.json()
    assert answer["status"] == "error"
    assert "no.such.system" in answer["message"]


def test_apps(agave):
    apps = {app["name"]: app for app in agave.apps.list()}
    assert set(APPS) <= set(apps)
    for name in APPS:
        assert apps[name]["isPublic"] is True
        assert apps[name]["id"] == f"{name}-{apps[name]['version']}"
    assert len(agave.apps.list(limit=2)) == 2
    assert len(agave.apps.list(limit=2, offset=2)) == len(apps) - 2


@pytest.mark.parametrize("name,label", APPS.items())
def test_one_app(agave, name, label):
    (found,) = agave.apps.listByName(name=name)
    app = agave.apps.get(appId=found["id"])
    assert app["label"] == label
    assert app["executionSystem"] == "local.execution"
    assert app["available"] is True
    for argument in app["inputs"] + app["parameters"]:
        assert argument["id"] and argument["details"]["label"]
        assert "required" in argument["value"] and "visible" in argument["value"]
        assert argument["semantics"]["minCardinality"] >= 0
    assert parse(str(app["lastModified"])).tzinfo


def test_answers_are_projected_and_bare_on_request(agave):
    rows = agave.apps.list(filter="id,version")
    assert rows and all(set(row) == {"id", "version"} for row in rows)
    found = agave.apps.list(search={"name.like": "*carlo*"})
    assert [app["name"] for app in found] == ["monte-carlo-pi"]
