"""Real services behind this one: the clients call a server that passes their calls on to another, which has the key."""

import http.server
import os
import ssl
import threading

import pytest
import requests
import rescalepy.client

from support import legacy, processes
from support.server import Server

api = legacy.load("jarviceclient", "JarviceAPI")


@pytest.fixture(scope="module")
def real(server, people):
    """Somebody who has an account at the service behind."""
    return people("harbour")


@pytest.fixture(scope="module")
def gateway(server, real, tmp_path_factory):
    """A server in front of the one under test, holding that account's keys, with a user of its own: `(server, user)`."""
    folder = tmp_path_factory.mktemp("gateway")
    lines = []
    for service, key in (("rescale", real.token), ("jarvice", f"{real.name}:{real.apikey}")):
        file = folder / f"{service}.key"
        file.touch(mode=0o600)
        file.write_text(key + "\n")
        lines += [f"[upstream.{service}]", f'service = "{service}"', f'base_url = "{server.url}"']
        lines += [f'key_file = "{file.name}"', "allow_private = true"]
    config = folder / "portolan.toml"
    config.write_text("\n".join(lines))
    front = Server(folder / "data", config=config).start()
    keys = dict(line.split(": ", 1) for line in front.add_user("alice", "secret").splitlines())
    yield front, keys
    front.stop()
    processes.end(str(front.data))


def test_rescalepy_through_the_gateway(gateway, real, tmp_path, monkeypatch):
    front, keys = gateway
    monkeypatch.setattr(rescalepy.client, "ENDPOINT", front.url + "/upstream/rescale/api/v2/")
    client = rescalepy.client.Client(api_token=keys["rescale token"])
    data = tmp_path / "data.bin"
    data.write_bytes(os.urandom(3 << 20))
    job = client.create_job("far", "user_included", [data], "cp data.bin copy.bin")
    assert client.submit_job(job)
    client.wait_for_job(job, interval=0.2)
    assert client.get_job_details(job)["owner"] == f"{real.name}@localhost"
    copy = next(file for file in client.list_job_results_files(job) if file["name"] == "copy.bin")
    client.download(copy["id"], tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == data.read_bytes()
    log = "".join(front.log)
    assert real.token not in log and keys["rescale token"] not in log


def test_the_real_key_opens_nothing_here(gateway, real, monkeypatch):
    front, _ = gateway
    monkeypatch.setattr(rescalepy.client, "ENDPOINT", front.url + "/upstream/rescale/api/v2/")
    with pytest.raises(ValueError):
        rescalepy.client.Client(api_token=real.token)


def test_jarviceclient_through_the_gateway(gateway, real):
    front, keys = gateway
    client = api.AuthenticatedClient("alice", keys["jarvice apikey"], front.url + "/upstream/jarvice")
    machines, errors = client.machines()
    assert errors is None and "n0" in machines
    body = {"app": "monte-carlo-pi-1.0.0", "application": {"command": "run", "parameters": {"samples": 1000}}}
    submitted, errors = client.submit(body)
    assert errors is None
    (entry,) = client.status(number=submitted["number"])[0].values()
    assert entry["job_name"].endswith(f"-{real.name}_s1")
    stranger = api.AuthenticatedClient(real.name, real.apikey, front.url + "/upstream/jarvice")
    assert stranger.machines()[1]["error"]["code"] == 401


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path):
    import trustme

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost", "127.0.0.1").configure_cert(context)
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    behind = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    behind.socket = context.wrap_socket(behind.socket, server_side=True)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    config = tmp_path / "portolan.toml"
    address = f"https://localhost:{behind.server_address[1]}"
    config.write_text(f'[upstream.x]\nservice = "rescale"\nbase_url = "{address}"\nallow_private = true\n')
    front = Server(tmp_path / "data", config=config).start()
    try:
        answer = requests.get(front.url + "/upstream/x/api/v2/", timeout=30)
        assert answer.status_code == 502 and "certificate" in answer.json()["detail"]
        assert not asked
    finally:
        front.stop()
        behind.shutdown()
        behind.server_close()
