-- Metadata and its schemas, actors and what they were sent, and codes of the sign-in page.
-- Moments are milliseconds since 1970.

CREATE TABLE documents (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid       TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL CHECK (collection IN ('data', 'schemas')),
    owner      TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    created    INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    body       TEXT NOT NULL               -- JSON: what was sent, checked
) STRICT;
CREATE INDEX documents_by_owner ON documents (owner, collection);
CREATE INDEX documents_by_time ON documents (collection, updated, number);

CREATE TABLE document_grants (
    document TEXT NOT NULL REFERENCES documents (uuid) ON DELETE CASCADE,
    user     TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    access   INTEGER NOT NULL,             -- read 4, write 2
    PRIMARY KEY (document, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_grants_by_user ON document_grants (user);

CREATE TABLE actors (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    owner    TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    created  INTEGER NOT NULL,
    updated  INTEGER NOT NULL,
    state    TEXT NOT NULL,                -- JSON: what a stateful actor remembers
    settings TEXT NOT NULL                 -- JSON: what was registered, checked
) STRICT;
CREATE INDEX actors_by_owner ON actors (owner, number);

CREATE TABLE actor_grants (
    actor TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    user  TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    level INTEGER NOT NULL,                -- 1 read, 2 execute, 3 update
    PRIMARY KEY (actor, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX actor_grants_by_user ON actor_grants (user);

CREATE TABLE actor_aliases (
    alias   TEXT PRIMARY KEY,
    actor   TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    owner   TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    created INTEGER NOT NULL
) STRICT;

-- A nonce stands in addresses and is listed to those who may update the actor, so it is kept as it is.
CREATE TABLE actor_nonces (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    actor       TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    owner       TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    level       INTEGER NOT NULL,
    description TEXT NOT NULL,
    max_uses    INTEGER NOT NULL,          -- -1 has no end
    uses        INTEGER NOT NULL DEFAULT 0,
    created     INTEGER NOT NULL,
    last_use    INTEGER
) STRICT;
CREATE INDEX actor_nonces_by_actor ON actor_nonces (actor, number);

CREATE TABLE actor_workers (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    actor     TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    execution TEXT,                        -- what it is busy with
    leaving   INTEGER NOT NULL DEFAULT 0,  -- goes once that has ended
    created   INTEGER NOT NULL,
    last_end  INTEGER
) STRICT;
CREATE INDEX actor_workers_by_actor ON actor_workers (actor, number);

-- A message, and what became of it.
CREATE TABLE actor_executions (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    actor    TEXT NOT NULL REFERENCES actors (id) ON DELETE CASCADE,
    executor TEXT NOT NULL,
    status   TEXT NOT NULL,
    stopping INTEGER NOT NULL DEFAULT 0,   -- its end was asked for, and holds across a restart
    worker   TEXT,
    received INTEGER NOT NULL,
    started  INTEGER,
    finished INTEGER,
    message  TEXT NOT NULL,                -- JSON: the text or the file of it, and the variables that came with it
    ending   TEXT                          -- JSON: how it ended
) STRICT;
CREATE INDEX actor_executions_by_actor ON actor_executions (actor, number);
CREATE INDEX actor_executions_not_ended ON actor_executions (status, number)
    WHERE status IN ('SUBMITTED', 'RUNNING');

CREATE TABLE actor_results (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    execution TEXT NOT NULL REFERENCES actor_executions (id) ON DELETE CASCADE,
    bytes     BLOB NOT NULL
) STRICT;
CREATE INDEX actor_results_by_execution ON actor_results (execution, number);

CREATE TABLE authorization_codes (
    code      BLOB PRIMARY KEY,            -- digest
    client    TEXT NOT NULL REFERENCES clients (key) ON DELETE CASCADE,
    user      TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    redirect  TEXT NOT NULL,
    challenge TEXT,                        -- of the S256 method
    expires   INTEGER NOT NULL,
    access    BLOB                         -- digest of the token that it was exchanged for
) STRICT;
