-- What JARVICE's and Rescale's protocols need to know beyond a job and its files.

ALTER TABLE jobs ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0; -- its processes are halted until they are told to go on
ALTER TABLE jobs ADD COLUMN stop_asked INTEGER;                   -- when its end was asked for

-- The submission of a job that came by JARVICE's protocol, without its key.
CREATE TABLE jarvice_jobs (
    job        TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    submission TEXT NOT NULL               -- JSON
) STRICT, WITHOUT ROWID;

-- Jobs that were created by Rescale's protocol, submitted or not.
CREATE TABLE rescale_jobs (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    owner   TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    body    TEXT NOT NULL,                 -- JSON: the checked job
    job     TEXT UNIQUE REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX rescale_jobs_by_owner ON rescale_jobs (owner, number);

-- Ids of files and folders. Rescale knows files by id, the storage by path.
CREATE TABLE rescale_files (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    system  TEXT NOT NULL,
    path    TEXT NOT NULL,
    folder  INTEGER NOT NULL,
    name    TEXT,                          -- its name, where another is not its name on disk
    type    INTEGER NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (system, path)
) STRICT;
