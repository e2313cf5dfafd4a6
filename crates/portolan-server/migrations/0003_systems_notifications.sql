-- Systems that users register, whom to tell of events, and what is still to be told or fetched.
-- Moments are milliseconds since 1970.

CREATE TABLE systems (
    id         TEXT PRIMARY KEY,
    uuid       TEXT NOT NULL UNIQUE,
    owner      TEXT NOT NULL,
    kind       TEXT NOT NULL,              -- STORAGE or EXECUTION
    public     INTEGER NOT NULL,
    available  INTEGER NOT NULL,
    deleted    INTEGER NOT NULL DEFAULT 0, -- hidden, but its id stays taken
    local      INTEGER NOT NULL,           -- its files lie in the server's own folder for it
    revision   INTEGER NOT NULL,
    created    INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    definition TEXT NOT NULL               -- JSON: the checked description, without secrets
) STRICT;

CREATE TABLE system_roles (
    system TEXT NOT NULL REFERENCES systems (id) ON DELETE CASCADE,
    user   TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    role   TEXT NOT NULL,
    PRIMARY KEY (system, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX system_roles_by_user ON system_roles (user);

-- The system that a user's calls mean when they name none; the server's own where there is no row.
CREATE TABLE system_defaults (
    user   TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    kind   TEXT NOT NULL,
    system TEXT NOT NULL REFERENCES systems (id) ON DELETE CASCADE,
    PRIMARY KEY (user, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE system_credentials (
    system   TEXT NOT NULL REFERENCES systems (id) ON DELETE CASCADE,
    internal TEXT NOT NULL,                -- the internal user it is for; empty: everybody
    purpose  TEXT NOT NULL,                -- STORAGE or LOGIN
    facts    TEXT NOT NULL,                -- JSON: what is no secret
    sealed   BLOB NOT NULL,                -- the secrets, encrypted
    created  INTEGER NOT NULL,
    PRIMARY KEY (system, internal, purpose)
) STRICT, WITHOUT ROWID;

-- Files that are being fetched; a row goes when its file is there or cannot be had.
CREATE TABLE file_imports (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    user    TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    system  TEXT NOT NULL,
    path    TEXT NOT NULL,
    url     TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE notifications (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    owner         TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    url           TEXT NOT NULL,
    event         TEXT NOT NULL,           -- one event's name, or * for all
    resource      TEXT NOT NULL,           -- the uuid of what is watched
    persistent    INTEGER NOT NULL,
    status        TEXT NOT NULL,           -- ACTIVE, COMPLETE or FAILED
    spent         INTEGER NOT NULL DEFAULT 0, -- the one message of one that is not persistent is on its way
    policy        TEXT NOT NULL,           -- JSON
    attempts      INTEGER NOT NULL DEFAULT 0,
    response_code INTEGER,
    last_sent     INTEGER,
    success       INTEGER NOT NULL DEFAULT 0,
    created       INTEGER NOT NULL,
    updated       INTEGER NOT NULL
) STRICT;
CREATE INDEX notifications_by_resource ON notifications (resource);
CREATE INDEX notifications_by_owner ON notifications (owner, number);

-- Messages on their way. A row is written together with the event that it tells of.
CREATE TABLE notification_messages (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    notification TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    event        TEXT NOT NULL,
    url          TEXT NOT NULL,            -- with its macros replaced
    body         TEXT NOT NULL,
    tried        INTEGER NOT NULL DEFAULT 0,
    due          INTEGER NOT NULL,
    created      INTEGER NOT NULL
) STRICT;
CREATE INDEX notification_messages_by_due ON notification_messages (due);
CREATE INDEX notification_messages_by_notification ON notification_messages (notification);

CREATE TABLE notification_attempts (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    notification  TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    message       TEXT NOT NULL,           -- the message's id, the same in all attempts to send it
    event         TEXT NOT NULL,
    url           TEXT NOT NULL,
    response_code INTEGER,
    said          TEXT NOT NULL,           -- what came of it, in a sentence
    content       TEXT,                    -- the body, where failed messages are to be kept
    started       INTEGER NOT NULL,
    ended         INTEGER NOT NULL
) STRICT;
CREATE INDEX notification_attempts_by_notification ON notification_attempts (notification, number);

-- What users tell about themselves.
CREATE TABLE profiles (
    user   TEXT PRIMARY KEY REFERENCES users (name) ON DELETE CASCADE,
    fields TEXT NOT NULL                   -- JSON: the fields that were set
) STRICT, WITHOUT ROWID;
