-- Apps that can be run, jobs that run them, and what happened to each job.
-- Moments are milliseconds since 1970.

CREATE TABLE apps (
    id         TEXT PRIMARY KEY,           -- name-version
    uuid       TEXT NOT NULL UNIQUE,
    owner      TEXT NOT NULL,              -- a user, or the server itself for the apps it came with
    public     INTEGER NOT NULL,
    available  INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    created    INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    program    TEXT NOT NULL,              -- JSON: what a job of it runs
    definition TEXT NOT NULL               -- JSON: the checked Agave app definition
) STRICT;

CREATE TABLE app_grants (
    app    TEXT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    user   TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    access INTEGER NOT NULL,               -- read 4, write 2, execute 1
    PRIMARY KEY (app, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    owner     TEXT NOT NULL,
    name      TEXT NOT NULL,
    app       TEXT NOT NULL,
    queue     TEXT NOT NULL,
    status    TEXT NOT NULL,
    message   TEXT,                        -- why it failed
    visible   INTEGER NOT NULL DEFAULT 1,
    stopping  INTEGER NOT NULL DEFAULT 0,  -- its end was asked for, and holds across a restart
    archived  INTEGER NOT NULL DEFAULT 0,  -- its outputs are in the archive
    created   INTEGER NOT NULL,
    updated   INTEGER NOT NULL,
    submitted INTEGER,
    started   INTEGER,
    ended     INTEGER,
    local_id  TEXT,
    exit_code INTEGER,
    request   TEXT NOT NULL,               -- JSON: what was asked for, with its defaults
    plan      TEXT NOT NULL                -- JSON: what to stage and run
) STRICT;
CREATE INDEX jobs_by_owner ON jobs (owner, visible, number);
CREATE INDEX jobs_not_ended ON jobs (number) WHERE status NOT IN ('FINISHED', 'KILLED', 'STOPPED', 'FAILED');

CREATE TABLE job_events (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL,
    job         TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    status      TEXT NOT NULL,
    description TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created     INTEGER NOT NULL
) STRICT;
CREATE INDEX job_events_by_job ON job_events (job, number);

CREATE TABLE job_grants (
    job    TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    user   TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    access INTEGER NOT NULL,               -- read 4, write 2
    PRIMARY KEY (job, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_grants_by_user ON job_grants (user);
