"""Files by agavepy's generated operations, with a system named and on the default one."""

import io

import pytest
import requests

from support import counting
from support.waiting import until

BODY = counting.text(300, seed=2).encode()


def named(name, body):
    """An open file as agavepy wants it: with a name."""
    file = io.BytesIO(body)
    file.name = name
    return file


def names(listing):
    return [entry["name"] for entry in listing]


@pytest.fixture
def place(agave, folder):
    """A folder with one uploaded file in it."""
    name, on_disk = folder
    answer = agave.files.importData(systemId="local.storage", filePath=name, fileToUpload=named("log ü.txt", BODY))
    assert answer["name"] == "log ü.txt"
    assert answer["systemId"] == "local.storage"
    assert answer["_links"]["self"]["href"].startswith("http")
    assert answer["_links"]["history"]["href"].startswith("http")
    until((on_disk / "log ü.txt").exists, "the upload arrives")
    return name, on_disk


def test_listing(agave, alice, place):
    name, _ = place
    rows = agave.files.list(systemId="local.storage", filePath=name)
    assert names(rows) == [".", "log ü.txt"]
    own, file = rows
    assert (own["type"], own["format"], own["mimeType"]) == ("dir", "folder", "text/directory")
    assert (file["type"], file["format"], file["mimeType"]) == ("file", "raw", "text/plain")
    assert file["length"] == len(BODY)
    assert file["path"] == f"/{alice.name}/{name}/log ü.txt"
    assert file["system"] == "local.storage"
    assert file["permissions"] in ("ALL", "READ_WRITE")
    assert names(agave.files.list(systemId="local.storage", filePath=f"{name}/log ü.txt")) == ["log ü.txt"]
    assert names(agave.files.listOnDefaultSystem(filePath=name)) == names(rows)
    assert names(agave.files.list(systemId="local.storage", filePath=f"/{alice.name}/{name}")) == names(rows)


def test_pages_never_repeat_or_skip(agave, folder):
    name, on_disk = folder
    for number in range(23):
        (on_disk / f"{number:03}.dat").write_bytes(b"")
    seen, offset = [], 0
    while True:
        page = names(agave.files.list(systemId="local.storage", filePath=name, limit=10, offset=offset))
        seen += page
        offset += len(page)
        if len(page) < 10:
            break
    assert seen[0] == "."
    assert sorted(seen[1:]) == [f"{number:03}.dat" for number in range(23)]


def test_download(agave, place):
    name, on_disk = place
    path = f"{name}/log ü.txt"
    assert agave.files.download(systemId="local.storage", filePath=path).content == BODY
    answer = agave.files.downloadFromDefaultSystem(sourcefilePath=path)
    assert answer.content == BODY
    assert answer.headers["Content-Type"].startswith("text/plain")
    part = agave.files.download(systemId="local.storage", filePath=path, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == BODY[10:20]
    with pytest.raises(requests.HTTPError) as refused:
        agave.files.download(systemId="local.storage", filePath=path, headers={"Range": f"bytes=0-{len(BODY)}"})
    assert refused.value.response.status_code == 416
    with pytest.raises(requests.HTTPError) as refused:
        agave.files.download(systemId="local.storage", filePath=name)
    assert refused.value.response.status_code == 501


def test_actions(agave, place):
    name, on_disk = place
    path = f"{name}/log ü.txt"
    manage = lambda where, **body: agave.files.manage(systemId="local.storage", filePath=where, body=body)  # noqa: E731
    manage(name, action="mkdir", path="sub/deep")
    assert (on_disk / "sub" / "deep").is_dir()
    manage(path, action="rename", path="renamed.txt")
    assert (on_disk / "renamed.txt").read_bytes() == BODY
    manage(f"{name}/renamed.txt", action="copy", path=f"{name}/sub/copy.txt")
    until((on_disk / "sub" / "copy.txt").exists, "the copy arrives")
    manage(f"{name}/sub/copy.txt", action="move", path=f"{name}/sub/deep/moved.txt")
    assert (on_disk / "sub" / "deep" / "moved.txt").read_bytes() == BODY
    (on_disk / "in the way").write_bytes(b"")
    with pytest.raises(requests.HTTPError) as refused:
        manage(f"{name}/renamed.txt", action="rename", path="in the way")
    assert refused.value.response.status_code == 400
    with pytest.raises(requests.HTTPError) as refused:
        manage(f"{name}/renamed.txt", action="juggle", path="x")
    assert refused.value.response.status_code in (400, 501)
    agave.files.manageOnDefaultSystem(sourcefilePath=name, body={"action": "mkdir", "path": "by default"})
    assert (on_disk / "by default").is_dir()
    agave.files.delete(systemId="local.storage", filePath=f"{name}/sub")
    agave.files.deleteFromDefaultSystem(sourcefilePath=f"{name}/by default")
    assert sorted(p.name for p in on_disk.iterdir()) == ["in the way", "renamed.txt"]


def test_upload_on_the_default_system(agave, folder):
    name, on_disk = folder
    agave.files.importToDefaultSystem(sourcefilePath=name, fileToUpload=named("default.bin", bytes(range(256)) * 40))
    until((on_disk / "default.bin").exists, "the upload arrives")
    assert (on_disk / "default.bin").read_bytes() == bytes(range(256)) * 40


def test_permissions(agave, operations_of, alice, bob, place):
    name, _ = place
    other = operations_of(bob)
    theirs = f"/{alice.name}/{name}/log ü.txt"
    with pytest.raises(requests.HTTPError) as refused:
        other.files.download(systemId="local.storage", filePath=theirs)
    assert refused.value.response.status_code in (403, 404)

    agave.files.updatePermissions(
        systemId="local.storage", filePath=name, body={"username": bob.name, "permission": "READ_WRITE", "recursive": True}
    )
    rows = {row["username"]: row for row in agave.files.listPermissions(systemId="local.storage", filePath=name)}
    assert rows[bob.name]["permission"] == {"read": True, "write": True, "execute": False}
    assert rows[alice.name]["permission"]["write"] is True
    assert other.files.download(systemId="local.storage", filePath=theirs).content == BODY
    agave.files.deletePermissions(systemId="local.storage", filePath=name)
    with pytest.raises(requests.HTTPError):
        other.files.download(systemId="local.storage", filePath=theirs)


def test_history(agave, place):
    name, _ = place
    rows = until(
        lambda: (found := agave.files.getHistory(systemId="local.storage", filePath=f"{name}/log ü.txt"))
        and "STAGING_COMPLETED" in [row["status"] for row in found]
        and found,
        "the upload is in the history",
    )
    assert all(row["created"] for row in rows)
    assert names_of(agave.files.getHistoryOnDefaultSystem(filePath=f"{name}/log ü.txt")) == names_of(rows)


def names_of(history):
    return [row["status"] for row in history]


def test_a_second_client_is_not_disturbed_by_a_big_upload(agave, folder):
    """8 MiB of bytes that are no text arrive as they were sent."""
    name, on_disk = folder
    body = bytes(range(256)) * (8 << 12)
    agave.files.importData(systemId="local.storage", filePath=name, fileToUpload=named("big.bin", body))
    until(lambda: (on_disk / "big.bin").exists() and (on_disk / "big.bin").stat().st_size == len(body), "it arrives")
    assert (on_disk / "big.bin").read_bytes() == body
