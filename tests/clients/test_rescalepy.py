"""Rescale by rescalepy: single jobs and whole batches of them."""

import json

import pytest
import requests
import rescalepy.client
from rescalepy import Client
from rescalepy.batch import BatchRunner


@pytest.fixture
def client(server, alice, monkeypatch):
    """Alice's client: nothing but its address is ours."""
    monkeypatch.setattr(rescalepy.client, "ENDPOINT", server.url + "/api/v2/")
    return Client(api_token=alice.token)


def test_a_wrong_token_is_noticed(server, monkeypatch):
    monkeypatch.setattr(rescalepy.client, "ENDPOINT", server.url + "/api/v2/")
    with pytest.raises(ValueError):
        Client(api_token="wrong")


def test_a_job_from_files_to_files(client, tmp_path):
    notes = tmp_path / "nötes & more.txt"
    notes.write_text("one two\nthree\n")
    job = client.create_job("count", "user_included", [notes], "mkdir out; wc -w nötes* > out/words.txt; echo done")
    assert client.get_job_status(job) == []
    assert client.submit_job(job) is True
    assert client.submit_job(job) is False
    client.wait_for_job(job, interval=0.2)
    newest, *_, oldest = client.get_job_status(job)
    assert (newest["status"], newest["statusReason"]) == ("Completed", "Completed successfully")
    assert oldest["status"] == "Pending"
    client.download_all_results(job, tmp_path / "results")
    assert (tmp_path / "results/out/words.txt").read_text().split()[0] == "3"
    assert (tmp_path / "results/process_output.log").read_text() == "done\n"
    (run,) = client.list_job_results(job)
    assert run["outputFileCount"] == 2 and run["dateCompleted"]


def test_a_folder_is_zipped_and_unpacked(client, tmp_path, server, alice):
    (tmp_path / "case/deep").mkdir(parents=True)
    (tmp_path / "case/deep/a.txt").write_text("inside\n")
    uploaded = client.upload(tmp_path / "case")
    job = client.create_job("zip", "user_included", [uploaded], "cat case/deep/a.txt")
    body = client.get_job_details(job)
    body["jobanalyses"][0]["inputFiles"] = [{"id": uploaded.id, "decompress": True}]
    url = f"{server.url}/api/v2/jobs/{job}/"
    requests.put(url, json=body, headers=client.headers, timeout=30).raise_for_status()
    client.submit_job(job)
    client.wait_for_job(job, interval=0.2)
    log = next(file for file in client.list_job_results_files(job) if file["name"] == "process_output.log")
    client.download(log["id"], tmp_path / "log")
    assert (tmp_path / "log").read_text() == "inside\n"


def test_catalogue(client):
    assert client.get_latest_software_version("user_included") == "0"
    assert client.get_latest_software_version("text-stats") == "1.0.0"
    assert "standard-plus" in [row["code"] for row in client.get_core_types()]
    assert client.get_cheapest_core()


def test_a_batch_with_one_that_fails(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folders = []
    for number in range(3):
        folder = tmp_path / f"run_{number}"
        folder.mkdir()
        (folder / "in.txt").write_text("x" * number)
        folders.append(folder)
    seen = {}
    runner = BatchRunner(
        client=client,
        software_code="user_included",
        input_files="*.txt",
        command=lambda folder: f"wc -c < in.txt > size.json; exit {int(folder.name[-1] == '1')}",
        download_patterns=["*.json"],
        poll_interval=0.2,
        download_delay=0,
        on_complete=lambda folder, job, status: seen.update({folder.name: status}),
    )
    runner.run(folders)
    assert seen == {f"run_{number}": "completed" for number in range(3)}
    assert [(folder / "size.json").read_text().strip() for folder in folders] == ["0", "1", "2"]
    state = json.loads((tmp_path / "rescale.json").read_text())
    assert all(job["downloaded"] for job in state["jobs"].values())
