-- Instants are milliseconds since 1970, documents are JSON text as it was written.

-- What a person decided about a requirement, in clear, where a record decides: the record shows it masked.
ALTER TABLE "${requirements}" ADD COLUMN decided TEXT;

-- What is shown is the request alone; the columns that repeat it are there to find records.
CREATE TABLE "${approvals}" (
    approval_id   TEXT NOT NULL PRIMARY KEY,
    run_id        TEXT NOT NULL REFERENCES "${runs}" (run_id),
    member_run_id TEXT,
    session_id    TEXT NOT NULL,
    user_id       TEXT,
    status        TEXT NOT NULL,
    source_type   TEXT NOT NULL,
    agent_id      TEXT,
    team_id       TEXT,
    tool_name     TEXT NOT NULL,
    approval_type TEXT NOT NULL,
    pause_type    TEXT NOT NULL,
    pause_group   TEXT NOT NULL,
    approvers     TEXT,
    resolved_by   TEXT,
    run_status    TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT,
    use_by        BIGINT,
    updated_at    BIGINT NOT NULL,
    request       TEXT NOT NULL,
    state         TEXT NOT NULL
);

CREATE INDEX "${approvals}_by_age" ON "${approvals}" (created_at, approval_id);
CREATE INDEX "${approvals}_by_status" ON "${approvals}" (status, created_at, approval_id);
CREATE INDEX "${approvals}_by_tool" ON "${approvals}" (tool_name, status, created_at, approval_id);
CREATE INDEX "${approvals}_by_user" ON "${approvals}" (user_id, status, created_at, approval_id) WHERE user_id IS NOT NULL;
CREATE INDEX "${approvals}_by_run" ON "${approvals}" (run_id, created_at, approval_id);
CREATE INDEX "${approvals}_by_session" ON "${approvals}" (session_id, created_at, approval_id);
CREATE INDEX "${approvals}_by_expiry" ON "${approvals}" (expires_at) WHERE status = 'PENDING' AND expires_at IS NOT NULL;

-- The trail outlives runs and records, so nothing in it refers to them.
CREATE TABLE "${audit}" (
    run_id      TEXT NOT NULL,
    sequence    BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    key_id      TEXT,
    document    TEXT NOT NULL,
    hash        TEXT NOT NULL,
    PRIMARY KEY (run_id, sequence)
);

-- The end of each run's trail, and how far it was sealed.
CREATE TABLE "${audit_heads}" (
    run_id          TEXT NOT NULL PRIMARY KEY,
    sequence        BIGINT NOT NULL,
    hash            TEXT NOT NULL,
    sealed_sequence BIGINT NOT NULL
);

CREATE INDEX "${audit_heads}_unsealed" ON "${audit_heads}" (run_id) WHERE sequence > sealed_sequence;

CREATE TABLE "${audit_checkpoints}" (
    number   BIGINT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
);
