"""Tenants, OAuth clients, tokens and saved sessions, through agavepy's own helpers."""

import json
import time

import pytest
import requests
from agavepy.agave import Agave
from agavepy.utils.response_handlers import AgaveAPICallError


def test_tenants_lead_to_the_server(server, capsys):
    agave = Agave(api_server=server.url)
    tenants = agave.list_tenants(tenantsurl=server.url + "/tenants")
    assert len(tenants) == 1
    (code, tenant), *_ = tenants.items()
    assert tenant["url"].rstrip("/") == server.url
    assert code and tenant["name"]
    assert code in capsys.readouterr().out

    agave.init(tenantsurl=server.url + "/tenants")
    assert agave.tenant_id == code

    by_name = Agave(api_server=None, tenant_id=code, resources={"apis": []})
    by_name.init(tenantsurl=server.url + "/tenants")
    assert by_name.api_server == server.url


def subscriptions(agave, capsys):
    """What the client is subscribed to, as agavepy prints it."""
    capsys.readouterr()
    agave.clients_subscribtions()
    return [line.split() for line in capsys.readouterr().out.splitlines()[1:]]


def test_a_client_lives_and_dies(server, session_of, alice, capsys):
    agave = session_of(alice, "short lived")
    assert agave.api_key and agave.api_secret

    agave.clients_list()
    assert "short lived" in capsys.readouterr().out
    gone = requests.delete(
        f"{server.url}/clients/v2/short lived/subscriptions", auth=(alice.name, alice.password.encode()), timeout=30
    )
    assert gone.status_code == 200
    assert subscriptions(agave, capsys) == []
    agave.clients_subscribe("Jobs", "v2", "admin")
    assert subscriptions(agave, capsys) == [["Jobs", "v2", "admin"]]

    keys = agave.api_key, agave.api_secret
    agave.clients_delete()
    agave.clients_list()
    assert "short lived" not in capsys.readouterr().out
    agave.api_key, agave.api_secret = keys
    with pytest.raises(AgaveAPICallError, match="40[01]"):
        agave.get_access_token()


def test_a_client_name_is_taken_once(session_of, alice):
    agave = session_of(alice, "only one")
    with pytest.raises(AgaveAPICallError, match="status code 4"):
        agave.clients_create("only one", "again")
    agave.clients_delete()


def test_a_token_opens_the_files(session, capsys):
    assert session.token
    assert int(session.expires_in) > 60
    capsys.readouterr()
    session.files_list("local.storage/")
    assert "./" in capsys.readouterr().out.split()


def test_a_wrong_password_is_refused(server, alice, session, types_password):
    types_password("wrong")
    stranger = Agave(api_server=server.url)
    stranger.username = alice.name
    with pytest.raises(AgaveAPICallError, match="status code 401"):
        stranger.clients_create("never", "never")
    with pytest.raises(AgaveAPICallError, match="status code 400") as refused:
        session.get_access_token()
    assert "invalid_grant" in str(refused.value)
    assert alice.password not in str(refused.value)
    types_password(alice.password)


def test_a_wrong_secret_is_refused(session):
    secret, session.api_secret = session.api_secret, "wrong"
    with pytest.raises(AgaveAPICallError) as refused:
        session.get_access_token()
    assert "invalid_client" in str(refused.value)
    session.api_secret = secret


def test_an_old_session_refreshes_itself(server, session, capsys):
    used, first = session.refresh_token, session.token
    session.created_at = str(int(time.time()) - 2 * int(session.expires_in))
    session.files_list("local.storage/")
    assert "Refreshing token" in capsys.readouterr().out
    assert session.refresh_token != used
    assert session.token != first

    again = requests.post(
        server.url + "/token",
        data={"grant_type": "refresh_token", "refresh_token": used, "scope": "PRODUCTION"},
        auth=(session.api_key, session.api_secret),
        timeout=30,
    )
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"


def test_a_saved_session_comes_back(server, session, session_of, alice, tmp_path, capsys):
    session.save_configs(str(tmp_path))
    other = session_of(alice, "second client")
    other.save_configs(str(tmp_path))
    saved = json.loads((tmp_path / "config.json").read_text())
    assert list(saved["current"]) == ["second client"]
    entry = saved["sessions"][session.tenant_id][alice.name][session.client_name]
    assert entry["baseurl"] == server.url

    back = Agave(api_server=None, resources={"apis": []})
    back.load_configs(str(tmp_path), session.tenant_id, alice.name, session.client_name)
    assert (back.token, back.api_key) == (session.token, session.api_key)
    capsys.readouterr()
    back.files_list("local.storage/")
    assert "./" in capsys.readouterr().out.split()

    current = Agave(api_server=None, resources={"apis": []})
    current.load_configs(str(tmp_path))
    assert current.client_name == "second client"
    other.clients_delete()


def test_a_revoked_token_is_dead(server, session):
    def listing():
        return requests.get(server.url + "/files/v2/listings/", headers={"Authorization": f"Bearer {session.token}"}, timeout=30)

    assert listing().status_code == 200
    gone = requests.post(server.url + "/revoke", data={"token": session.token}, auth=(session.api_key, session.api_secret), timeout=30)
    assert gone.status_code == 200
    assert listing().status_code == 401


@pytest.mark.parametrize("token", ["garbage", "", "a.b.c", "ü", "x" * 5000])
def test_a_bad_token_is_a_fault_that_agavepy_knows(server, token):
    answer = requests.get(server.url + "/jobs/v2/", headers={"Authorization": f"Bearer {token}".encode()}, timeout=30)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"].startswith("application/json")
    fault = answer.json()["fault"]
    assert "Invalid Credentials" in fault["message"]
    assert fault["code"] == 900904
    assert token not in answer.text or not token
