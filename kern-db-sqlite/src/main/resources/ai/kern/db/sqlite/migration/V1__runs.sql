-- Instants are milliseconds since 1970, documents are JSON text as it was written.

CREATE TABLE "${sessions}" (
    session_id TEXT NOT NULL PRIMARY KEY,
    user_id    TEXT,
    name       TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX "${sessions}_by_age" ON "${sessions}" (created_at, session_id);
CREATE INDEX "${sessions}_by_user" ON "${sessions}" (user_id, created_at, session_id) WHERE user_id IS NOT NULL;

CREATE TABLE "${session_state}" (
    session_id TEXT NOT NULL REFERENCES "${sessions}" (session_id),
    state_key  TEXT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (session_id, state_key)
) STRICT;

-- The lease is that of the whole tree, on the row of its root.
CREATE TABLE "${runs}" (
    run_id           TEXT NOT NULL PRIMARY KEY,
    root_id          TEXT NOT NULL REFERENCES "${runs}" (run_id),
    parent_run_id    TEXT REFERENCES "${runs}" (run_id),
    parent_sequence  INTEGER,
    parent_index     INTEGER,
    runner_id        TEXT NOT NULL,
    runner_name      TEXT NOT NULL,
    runner_kind      TEXT NOT NULL,
    session_id       TEXT NOT NULL REFERENCES "${sessions}" (session_id),
    user_id          TEXT,
    status           TEXT NOT NULL,
    version          INTEGER NOT NULL,
    changeset_id     TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    lease_token      TEXT,
    lease_expires_at INTEGER,
    progress         TEXT NOT NULL
) STRICT;

CREATE INDEX "${runs}_by_root" ON "${runs}" (root_id);
CREATE INDEX "${runs}_by_parent" ON "${runs}" (parent_run_id) WHERE parent_run_id IS NOT NULL;
CREATE INDEX "${runs}_by_session" ON "${runs}" (session_id, created_at, run_id);
CREATE INDEX "${runs}_by_age" ON "${runs}" (created_at, run_id) WHERE parent_run_id IS NULL;
CREATE INDEX "${runs}_by_status" ON "${runs}" (status, created_at, run_id) WHERE parent_run_id IS NULL;
CREATE INDEX "${runs}_by_user" ON "${runs}" (user_id, created_at, run_id) WHERE parent_run_id IS NULL AND user_id IS NOT NULL;
CREATE INDEX "${runs}_by_user_and_status" ON "${runs}" (user_id, status, created_at, run_id)
    WHERE parent_run_id IS NULL AND user_id IS NOT NULL;
CREATE INDEX "${runs}_by_runner" ON "${runs}" (runner_id, created_at, run_id) WHERE parent_run_id IS NULL;
CREATE INDEX "${runs}_by_runner_and_status" ON "${runs}" (runner_id, status, created_at, run_id) WHERE parent_run_id IS NULL;
CREATE INDEX "${runs}_at_work" ON "${runs}" (created_at, run_id)
    WHERE parent_run_id IS NULL AND status NOT IN ('PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED');
CREATE INDEX "${runs}_by_lease" ON "${runs}" (lease_token) WHERE lease_token IS NOT NULL;

-- What a run was started with: beside its row, since that is written anew with each version.
CREATE TABLE "${run_settings}" (
    run_id   TEXT NOT NULL PRIMARY KEY REFERENCES "${runs}" (run_id),
    settings TEXT NOT NULL
) STRICT;

CREATE TABLE "${run_entries}" (
    run_id     TEXT NOT NULL REFERENCES "${runs}" (run_id),
    sequence   INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (run_id, sequence)
) STRICT;

-- A claim counts as alive, its body as possibly at work, until alive_until.
CREATE TABLE "${executions}" (
    run_id        TEXT NOT NULL REFERENCES "${runs}" (run_id),
    call_sequence INTEGER NOT NULL,
    call_index    INTEGER NOT NULL,
    attempt       INTEGER NOT NULL,
    phase         TEXT NOT NULL,
    recorded_at   INTEGER NOT NULL,
    alive_until   INTEGER,
    document      TEXT NOT NULL,
    PRIMARY KEY (run_id, call_sequence, call_index, attempt, phase)
) STRICT;

CREATE TABLE "${requirements}" (
    run_id         TEXT NOT NULL REFERENCES "${runs}" (run_id),
    requirement_id TEXT NOT NULL,
    call_sequence  INTEGER NOT NULL,
    call_index     INTEGER NOT NULL,
    ordinal        INTEGER NOT NULL,
    type           TEXT NOT NULL,
    status         TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    document       TEXT NOT NULL,
    settled_at     INTEGER,
    settlement     TEXT,
    PRIMARY KEY (run_id, requirement_id),
    UNIQUE (run_id, call_sequence, call_index, ordinal)
) STRICT;
