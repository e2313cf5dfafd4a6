"""One `portolan` server with a data folder of its own."""

import os
import pathlib
import queue
import re
import signal
import subprocess
import threading

from .waiting import DEADLINE

ADDRESS = re.compile(r"^Open (http://[^/\s]+)/sign-in#code=(\S+)$")


def program():
    """The binary under test, named by PORTOLAN_BIN."""
    name = os.environ.get("PORTOLAN_BIN")
    if not name:
        raise RuntimeError("set PORTOLAN_BIN to the portolan binary")
    return str(pathlib.Path(name).resolve())


class Server:
    """Starts on a free port, reads the address from what the server prints."""

    def __init__(self, data, listen="127.0.0.1:0", config=None):
        self.data = pathlib.Path(data)
        self.listen = listen
        self.options = ["--config", str(config)] if config else []
        self.url = ""
        self.code = ""
        self._process = None
        self.log = []

    def start(self):
        """Starts the server and waits until it has printed its address."""
        self._process = subprocess.Popen(
            [program(), "serve", "--listen", self.listen, "--data", str(self.data), *self.options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines = queue.Queue()
        threading.Thread(target=self._read, args=(self._process.stdout, lines), daemon=True).start()
        while True:
            line = lines.get(timeout=DEADLINE)
            if line is None:
                raise RuntimeError("the server ended before it was ready:\n" + "".join(self.log))
            found = ADDRESS.match(line.strip())
            if found:
                self.url, self.code = found.groups()
                self.listen = self.url.removeprefix("http://")
                return self

    def _read(self, pipe, lines):
        for line in pipe:
            self.log.append(line)
            lines.put(line)
        lines.put(None)

    @property
    def pid(self):
        """The server's process id."""
        return self._process.pid

    def stop(self, how=signal.SIGTERM):
        """Ends the server and waits for it."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(DEADLINE)

    def add_user(self, name, password):
        """Makes a user as an operator does, and gives what the command prints."""
        done = subprocess.run(
            [program(), "user", "add", name, "--data", str(self.data)],
            input=password + "\n",
            capture_output=True,
            text=True,
            timeout=DEADLINE,
        )
        if done.returncode:
            raise RuntimeError(f"user add {name}: {done.stdout}{done.stderr}")
        return done.stdout

    def home(self, name):
        """The user's home folder on disk."""
        return self.data / "home" / name
