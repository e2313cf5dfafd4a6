"""A web server of the test's own: receives what the server sends, serves what it fetches."""

import http.server
import json
import threading


class Receiver:
    """Remembers all requests; answers each with the next status of a list, then 200."""

    def __init__(self, *statuses, body=b"from the web"):
        outer = self
        self.requests = []
        self._statuses = list(statuses)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                content = self.rfile.read(length)
                outer.requests.append((self.path, self.headers, json.loads(content)))
                self.send_response(outer._statuses.pop(0) if outer._statuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self):
                outer.requests.append((self.path, self.headers, None))
                self.send_response(outer._statuses.pop(0) if outer._statuses else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def events(self):
        """The events that were told so far."""
        return [body["event"] for _, _, body in self.requests]

    def answer_well(self):
        """From now on everything is received."""
        self._statuses.clear()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
