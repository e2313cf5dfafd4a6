"""What the tests need around the clients: a server, a front with TLS, waiting, counting, processes."""
