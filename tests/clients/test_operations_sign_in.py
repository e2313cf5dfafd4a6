"""The same through agavepy's generated operations: clients with JSON, tokens that renew themselves."""

import pytest
import requests
from agavepy.agave import Agave


def test_clients_by_operation(agave):
    names = [client["name"] for client in agave.clients.list()]
    assert "operations" in names
    agave.clients.addSubscriptionForClient(
        clientName="operations", body={"apiName": "Jobs", "apiVersion": "v2", "apiProvider": "admin"}
    )
    assert "Jobs" in [row["apiName"] for row in agave.clients.listSubscriptionsForClient(clientName="operations")]


def test_a_dead_token_is_renewed_once_and_the_call_repeated(front, alice, operations_of):
    signed_in = operations_of(alice)
    seen = []
    agave = Agave(
        api_server=front.url,
        username=alice.name,
        password=alice.password,
        api_key=signed_in.api_key,
        api_secret=signed_in.api_secret,
        proxies=front.proxies,
        verify=front.certificate,
        token_callback=lambda **info: seen.append(info),
    )
    assert len(seen) == 1
    later = Agave(
        api_server=front.url,
        username=alice.name,
        api_key=signed_in.api_key,
        api_secret=signed_in.api_secret,
        token="garbage",
        refresh_token=seen[0]["refresh_token"],
        proxies=front.proxies,
        verify=front.certificate,
        token_callback=lambda **info: seen.append(info),
    )
    assert later.profiles.get()["username"] == alice.name
    assert len(seen) == 2
    assert later.profiles.get()["username"] == alice.name
    assert len(seen) == 2
    assert agave.token.token_info["refresh_token"] != seen[1]["refresh_token"]


def test_a_dead_session_is_an_error(front, alice, operations_of):
    signed_in = operations_of(alice)
    agave = Agave(
        api_server=front.url,
        username=alice.name,
        api_key=signed_in.api_key,
        api_secret=signed_in.api_secret,
        token="garbage",
        refresh_token="garbage",
        proxies=front.proxies,
        verify=front.certificate,
    )
    with pytest.raises(requests.HTTPError) as refused:
        agave.jobs.list()
    assert refused.value.response.status_code == 401
    assert "Invalid Credentials" in refused.value.response.json()["fault"]["message"]


def test_profiles(agave, alice, bob):
    me = agave.profiles.get()
    assert me["username"] == alice.name
    assert {"email", "fullName", "firstName", "lastName"} <= set(me)
    assert agave.profiles.listByUsername(username=bob.name)["username"] == bob.name
