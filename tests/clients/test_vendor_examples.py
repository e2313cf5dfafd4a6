"""Examples of the vendors' documents, typed as they stand there; only the address is ours."""

import json
import shutil
import subprocess

import pytest
import requests

from support.waiting import until

CREATE = """
{
    "name": "Example Job",
    "jobanalyses": [
        {
            "analysis": {
                "code": "user_included",
                "version": "0"
            },
            "command": "echo \\"Hello world\\"; while [ -e wait ] || [ ! -e no ]; do sleep 0.1; done",
            "hardware": {
                "coreType": "standard-plus",
                "coresPerSlot": 1
            }
        }
    ]
}
"""


@pytest.fixture
def shell(server, alice):
    """Runs a command line of Rescale's documents and gives status and body."""
    if not shutil.which("curl"):
        pytest.skip("there is no curl")

    def run(line, **values):
        line = line.format(**values).replace("<api-token>", alice.token)
        line = line.replace("https://platform.rescale.com", server.url)
        line += " --silent --write-out '\\n%{http_code}'"
        said = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=30, check=True).stdout
        body, _, status = said.rpartition("\n")
        return int(status), json.loads(body) if body else None

    return run


def test_the_life_of_a_job(shell, bob):
    create = """curl -H "Authorization: Token <api-token>" -H "Content-Type: application/json" \
"https://platform.rescale.com/api/v2/jobs/" -d '{body}'"""
    status, job = shell(create, body=CREATE)
    assert status == 201 and job["name"] == "Example Job"
    own = "https://platform.rescale.com/api/v2/jobs/" + job["id"] + "/"
    plain = 'curl -H "Authorization: Token <api-token>" '
    typed = "curl -H 'Authorization: Token <api-token>' -H 'Content-Type: application/json' "
    assert shell(plain + "{own}submit/ -X POST", own=own) == (200, None)
    update = """curl -H "Authorization: Token <api-token>"  -H "Content-Type:application/json" "{own}" -X PATCH -d '
{body}
'"""
    status, patched = shell(update, own=own, body='{\n    "name": "Jobster"\n}')
    assert status == 200 and (patched["id"], patched["name"]) == (job["id"], "Jobster")

    def newest():
        status, rows = shell(typed + "{own}statuses/", own=own)
        assert status == 200
        return rows["results"][0]["status"] if rows["results"] else None

    until(lambda: newest() == "Executing", "the job executes")
    share = """curl -H "Authorization: Token <api-token>" -H "Content-Type: application/json" "{own}share/" -X POST -d '
{body}
'"""
    email = f"{bob.name}@localhost"
    body = json.dumps({"email": email, "message": "This job is not converging as quickly as I was expecting"})
    assert shell(share, own=own, body=body) == (200, {"recipient": email, "supportDesk": None})
    assert shell(typed + "{own} -X DELETE", own=own)[0] in (400, 403, 409)
    assert shell(typed + "{own}stop/ -X POST", own=own) == (202, None)
    until(lambda: newest() == "Completed", "the job has ended")
    status, cluster = shell(typed + "{own}cluster_statuses/", own=own)
    assert cluster["results"][0]["status"] == "Stopped"
    status, files = shell(plain + "{own}files/", own=own)
    assert [row["name"] for row in files["results"]] == ["process_output.log"]
    assert shell(plain + "https://platform.rescale.com/api/v2/jobs/")[1]["count"] >= 1
    assert shell(typed + "{own} -X DELETE", own=own) == (204, None)


def test_python_without_the_slash(server, alice):
    headers = {"Authorization": f"Token {alice.token}"}
    body = json.loads(CREATE)
    job = requests.post(server.url + "/api/v2/jobs/", headers=headers, json=body, timeout=30).json()
    read = requests.get(server.url + "/api/v2/jobs/" + job["id"], headers=headers, timeout=30)
    assert read.status_code == 200 and read.json()["id"] == job["id"]
    assert requests.delete(f"{server.url}/api/v2/jobs/{job['id']}/", headers=headers, timeout=30).status_code == 204
