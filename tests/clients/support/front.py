"""A TLS front before the server.

agavepy writes `https://` before the tenant's host in its Swagger operations and signs them only when the host carries
no port. Real tenants look like that; our server does not. So the tests give it a tenant `https://harbour.test` by way
of the client's own arguments `proxies` and `verify`: this front takes CONNECT, ends the TLS and passes each request on
to the server, as any front proxy of an operator would. agavepy itself is untouched.
"""

import http.client
import http.server
import ssl
import threading

HOST = "harbour.test"

HOP = {"connection", "keep-alive", "transfer-encoding", "host", "proxy-connection"}


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = ""
    context = None

    def do_CONNECT(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self.close_connection = False

    def _pass_on(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP}
        upstream = http.client.HTTPConnection(self.upstream, timeout=60)
        try:
            upstream.request(self.command, self.path, body=body, headers=headers)
            answer = upstream.getresponse()
            content = answer.read()
        finally:
            upstream.close()
        self.send_response(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP | {"content-length", "date", "server"}:
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = _pass_on

    def log_message(self, *_):
        pass


class Front:
    """Listens on a free port of the loopback interface until it is closed."""

    def __init__(self, server_url, folder):
        import trustme

        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST).configure_cert(context)
        self.certificate = str(folder / "authority.pem")
        authority.cert_pem.write_to_path(self.certificate)
        handler = type("Handler", (_Handler,), {"upstream": server_url.removeprefix("http://"), "context": context})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"https://{HOST}"
        self.proxies = {"https": "http://127.0.0.1:%d" % self._server.server_address[1]}

    def close(self):
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()
