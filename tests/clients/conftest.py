"""One server for the run, users on it, and agavepy signed in both ways that it offers."""

import dataclasses
import getpass
import itertools
import os

import pytest

# agavepy reads the proxies of the environment once, when it is imported.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "REQUESTS_CA_BUNDLE"):
    os.environ.pop(name, None)

from agavepy.agave import Agave  # noqa: E402

from support import processes  # noqa: E402
from support.front import Front  # noqa: E402
from support.server import Server  # noqa: E402


fresh = itertools.count(1)
"""Numbers for names that no other test uses."""


@dataclasses.dataclass
class Person:
    """A user of the server."""

    name: str
    password: str
    apikey: str = ""
    token: str = ""


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The server under test, started on a free port with an empty data folder."""
    running = Server(tmp_path_factory.mktemp("data")).start()
    yield running
    running.stop()
    processes.end(str(running.data))


@pytest.fixture(scope="session")
def front(server, tmp_path_factory):
    """The server again, as a tenant of `https` without a port."""
    standing = Front(server.url, tmp_path_factory.mktemp("front"))
    yield standing
    standing.close()


@pytest.fixture(scope="session")
def people(server):
    """Makes users with names that no other test uses."""

    def make(name):
        person = Person(f"{name}{next(fresh)}", f"päss word of {name} & co")
        printed = server.add_user(person.name, person.password)
        keys = dict(line.split(": ", 1) for line in printed.splitlines())
        person.apikey, person.token = keys["jarvice apikey"], keys["rescale token"]
        return person

    return make


@pytest.fixture(scope="session")
def alice(people):
    """A user."""
    return people("alice")


@pytest.fixture(scope="session")
def bob(people):
    """Another user."""
    return people("bob")


@pytest.fixture
def types_password(monkeypatch):
    """Answers agavepy's prompt as a person at a terminal would."""

    def answer(password):
        monkeypatch.setattr(getpass, "getpass", lambda prompt="": password)

    return answer


@pytest.fixture
def session_of(server, types_password):
    """A session as agavepy's own documents start one: init, a client, a token."""

    def start(person, client_name="terminal"):
        types_password(person.password)
        agave = Agave(api_server=server.url)
        agave.init(tenantsurl=server.url + "/tenants")
        agave.username = person.name
        agave.clients_create(client_name, "made by a test")
        agave.get_access_token()
        return agave

    return start


@pytest.fixture
def session(session_of, alice, types_password):
    """Alice's session; its client is removed afterwards."""
    agave = session_of(alice, f"terminal {next(fresh)}")
    yield agave
    types_password(alice.password)
    agave.clients_delete()


@pytest.fixture(scope="session")
def operations_of(front):
    """agavepy's generated operations, signed in with a password and a fresh client."""
    clients = {}

    def sign_in(person):
        if person.name not in clients:
            agave = Agave(
                api_server=front.url,
                username=person.name,
                password=person.password,
                proxies=front.proxies,
                verify=front.certificate,
            )
            agave.clients.create(body={"clientName": "operations", "description": "made by a test"})
            clients[person.name] = agave
        return clients[person.name]

    return sign_in


@pytest.fixture(scope="session")
def agave(operations_of, alice):
    """Alice's operations."""
    return operations_of(alice)


@pytest.fixture
def folder(server, alice):
    """A fresh folder in alice's home, made behind the server's back: `(path from home, path on disk)`."""
    name = f"folder {next(fresh)}"
    on_disk = server.home(alice.name) / name
    on_disk.mkdir(parents=True)
    return name, on_disk
