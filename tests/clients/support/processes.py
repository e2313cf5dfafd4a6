"""Processes of a job, read from /proc: what the operating system says, not what the server says."""

import os
import pathlib
import signal


def _text(path):
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _link(path):
    try:
        return os.readlink(path)
    except OSError:
        return ""


def belonging_to(text):
    """Living processes whose command, directory or environment names the text, such as a job's id: `{pid: group}`."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        words = _text(folder / "cmdline") + _link(folder / "cwd") + _text(folder / "environ")
        if text in words and not _ended(folder):
            found[int(folder.name)] = _stat(folder)[2]
    return found


def end(text):
    """Ends what belongs to the text, whatever a failed test left behind."""
    for pid in belonging_to(text):
        os.kill(pid, signal.SIGKILL)


def in_groups(groups):
    """Living processes of these process groups."""
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit() and not _ended(folder) and _stat(folder)[2] in groups:
            found.append(int(folder.name))
    return found


def _stat(folder):
    """State, parent and group, which follow the command's name in brackets."""
    text = _text(folder / "stat")
    if not text:
        return ("X", 0, 0)
    state, parent, group = text[text.rindex(")") + 2 :].split()[:3]
    return (state, int(parent), int(group))


def _ended(folder):
    return _stat(folder)[0] in "XZ"
