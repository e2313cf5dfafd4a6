"""Files by agavepy's helpers: one line of a script each."""

import pytest
from agavepy.utils.response_handlers import AgaveAPICallError

from support import counting
from support.waiting import until

BODY = counting.text(400, seed=1).encode()


@pytest.fixture
def local(tmp_path):
    """A file on the researcher's machine."""
    path = tmp_path / "a b ü.txt"
    path.write_bytes(BODY)
    return path


@pytest.fixture
def uploaded(session, folder, local):
    """That file, uploaded: `(path with system, path on disk)`."""
    name, on_disk = folder
    session.files_upload(str(local), f"local.storage/{name}/")
    there = on_disk / local.name
    until(there.exists, "the upload arrives")
    return f"local.storage/{name}/{local.name}", there


def test_upload_and_download(session, uploaded, tmp_path):
    remote, there = uploaded
    assert there.read_bytes() == BODY
    back = tmp_path / "back.txt"
    session.files_download(remote, str(back))
    assert back.read_bytes() == BODY


def test_an_upload_leaves_nothing_else_behind(uploaded):
    _, there = uploaded
    assert [path.name for path in there.parent.iterdir()] == [there.name]


def test_a_second_upload_replaces(session, folder, local, uploaded):
    name, _ = folder
    _, there = uploaded
    local.write_bytes(b"shorter")
    session.files_upload(str(local), f"local.storage/{name}/")
    until(lambda: there.read_bytes() == b"shorter", "the second upload arrives")


def test_list(session, folder, uploaded, capsys):
    name, on_disk = folder
    (on_disk / "put there by another program").write_bytes(b"x" * 70)
    capsys.readouterr()
    session.files_list(f"local.storage/{name}")
    short = capsys.readouterr().out
    assert "a b ü.txt" in short and "put there by another program" in short
    session.files_list(f"local.storage/{name}", long_format=True)
    rows = capsys.readouterr().out.splitlines()
    assert [row for row in rows if row.startswith("drwx") and row.rstrip().endswith("./")]
    (row,) = [row for row in rows if "put there" in row]
    assert row.split()[0] in ("-rw-", "-rwx") and row.split()[1] == "70"


def test_mkdir_copy_move_delete(session, folder, uploaded):
    name, on_disk = folder
    remote, there = uploaded
    session.files_mkdir(f"local.storage/{name}/one/two")
    assert (on_disk / "one" / "two").is_dir()
    session.files_mkdir(f"local.storage/{name}/one/two")

    session.files_copy(remote, f"local.storage/{name}/one/copy.txt")
    until((on_disk / "one" / "copy.txt").exists, "the copy arrives")
    assert (on_disk / "one" / "copy.txt").read_bytes() == there.read_bytes() == BODY

    session.files_move(f"local.storage/{name}/one/copy.txt", f"local.storage/{name}/one/two/moved.txt")
    assert (on_disk / "one" / "two" / "moved.txt").read_bytes() == BODY
    assert not (on_disk / "one" / "copy.txt").exists()

    session.files_delete(f"local.storage/{name}/one")
    assert not (on_disk / "one").exists()


def test_history(session, uploaded, alice, capsys):
    remote, _ = uploaded

    def events():
        capsys.readouterr()
        session.files_history(remote)
        return [row.split()[:2] for row in capsys.readouterr().out.splitlines()[1:]]

    rows = until(lambda: ["STAGING_COMPLETED"] in [row[1:] for row in events()] and events(), "the upload is in the history")
    assert {row[0] for row in rows} == {alice.name}


def test_permissions(session, session_of, uploaded, alice, bob, tmp_path, capsys):
    remote, _ = uploaded
    absolute = remote.replace("local.storage/", f"local.storage//{alice.name}/")
    other = session_of(bob)
    with pytest.raises(AgaveAPICallError, match="status code 40[34]"):
        other.files_list(absolute)

    session.files_pems_update(remote, bob.name, "READ")
    capsys.readouterr()
    session.files_pems_list(remote)
    rows = {row.split()[0]: row.split()[1:] for row in capsys.readouterr().out.splitlines()}
    assert rows[bob.name] == ["yes", "no", "no"]
    assert rows[alice.name] == ["yes", "yes", "yes"]
    other.files_download(absolute, str(tmp_path / "lent"))
    assert (tmp_path / "lent").read_bytes() == BODY
    with pytest.raises(AgaveAPICallError, match="status code 403"):
        other.files_delete(absolute)

    session.files_pems_delete(remote)
    with pytest.raises(AgaveAPICallError, match="status code 40[34]"):
        other.files_list(absolute)
    other.clients_delete("terminal")


@pytest.mark.parametrize("path", ["../", "../../etc/passwd", "a/../../../x", "//", "//etc/passwd", "%2e%2e/%2e%2e/etc/passwd"])
def test_nobody_leaves_home(session, server, path):
    """Whatever the path, the answer shows nothing of other users and nothing outside."""
    import requests

    url = f"{server.url}/files/v2/listings/system/local.storage/{path}"
    prepared = requests.Request("GET", url, headers={"Authorization": f"Bearer {session.token}"}).prepare()
    prepared.url = url
    answer = requests.Session().send(prepared, timeout=30)
    assert answer.status_code < 500
    if answer.ok:
        names = {entry["name"] for entry in answer.json()["result"]}
        assert not names & {"portolan.sqlite", "passwd", "jobs", "home"}


def test_what_is_missing_is_404(session, folder):
    name, _ = folder
    with pytest.raises(AgaveAPICallError, match="status code 404"):
        session.files_list(f"local.storage/{name}/never")
    with pytest.raises(AgaveAPICallError, match="status code 404"):
        session.files_delete(f"local.storage/{name}/never")
    with pytest.raises(AgaveAPICallError, match="status code 404"):
        session.files_upload(__file__, f"local.storage/{name}/no such folder/deeper/")
