-- Who may sign in, with which clients and tokens, and what they share of their files.
-- Moments are milliseconds since 1970. Secrets are stored as digests only.

CREATE TABLE users (
    name       TEXT PRIMARY KEY,
    password   TEXT NOT NULL,              -- argon2 in PHC form
    uuid       TEXT NOT NULL UNIQUE,
    demo       INTEGER NOT NULL DEFAULT 0, -- made by the first start; its launch address signs in as this user
    created    INTEGER NOT NULL
) STRICT;

CREATE TABLE clients (
    key          TEXT PRIMARY KEY,
    secret       BLOB NOT NULL,
    owner        TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    description  TEXT NOT NULL,
    tier         TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    created      INTEGER NOT NULL,
    UNIQUE (owner, name)
) STRICT;

CREATE TABLE subscriptions (
    client       TEXT NOT NULL REFERENCES clients (key) ON DELETE CASCADE,
    api_name     TEXT NOT NULL,
    api_version  TEXT NOT NULL,
    api_provider TEXT NOT NULL,
    PRIMARY KEY (client, api_name, api_version, api_provider)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    access          BLOB PRIMARY KEY,
    refresh         BLOB NOT NULL UNIQUE,
    client          TEXT NOT NULL REFERENCES clients (key) ON DELETE CASCADE,
    user            TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    created         INTEGER NOT NULL,
    access_expires  INTEGER NOT NULL,
    refresh_expires INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_by_client ON tokens (client);

-- What an owner allows others, per path; a path's own grant comes before those of the folders above it.
CREATE TABLE file_grants (
    system    TEXT NOT NULL,
    path      TEXT NOT NULL,
    user      TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    access    INTEGER NOT NULL,            -- read 4, write 2, execute 1
    recursive INTEGER NOT NULL,
    PRIMARY KEY (system, path, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_grants_by_user ON file_grants (user);

CREATE TABLE file_history (
    id          INTEGER PRIMARY KEY,
    uuid        TEXT NOT NULL,
    system      TEXT NOT NULL,
    path        TEXT NOT NULL,
    status      TEXT NOT NULL,
    description TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created     INTEGER NOT NULL
) STRICT;
CREATE INDEX file_history_by_path ON file_history (system, path, id);

CREATE TABLE api_keys (
    user     TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    protocol TEXT NOT NULL,
    digest   BLOB NOT NULL UNIQUE,
    created  INTEGER NOT NULL,
    PRIMARY KEY (user, protocol)
) STRICT, WITHOUT ROWID;
