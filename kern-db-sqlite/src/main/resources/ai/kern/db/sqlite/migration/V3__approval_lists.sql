-- The tables of V2 again, as ones that take values of their columns' types alone.

CREATE TABLE "${approvals}_strict" (
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
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,
    use_by        INTEGER,
    updated_at    INTEGER NOT NULL,
    request       TEXT NOT NULL,
    state         TEXT NOT NULL
) STRICT;
INSERT INTO "${approvals}_strict" SELECT * FROM "${approvals}";
DROP TABLE "${approvals}";
ALTER TABLE "${approvals}_strict" RENAME TO "${approvals}";

CREATE TABLE "${audit}_strict" (
    run_id      TEXT NOT NULL,
    sequence    INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    key_id      TEXT,
    document    TEXT NOT NULL,
    hash        TEXT NOT NULL,
    PRIMARY KEY (run_id, sequence)
) STRICT;
INSERT INTO "${audit}_strict" SELECT * FROM "${audit}";
DROP TABLE "${audit}";
ALTER TABLE "${audit}_strict" RENAME TO "${audit}";

CREATE TABLE "${audit_heads}_strict" (
    run_id          TEXT NOT NULL PRIMARY KEY,
    sequence        INTEGER NOT NULL,
    hash            TEXT NOT NULL,
    sealed_sequence INTEGER NOT NULL
) STRICT;
INSERT INTO "${audit_heads}_strict" SELECT * FROM "${audit_heads}";
DROP TABLE "${audit_heads}";
ALTER TABLE "${audit_heads}_strict" RENAME TO "${audit_heads}";
CREATE INDEX "${audit_heads}_unsealed" ON "${audit_heads}" (run_id) WHERE sequence > sealed_sequence;

CREATE TABLE "${audit_checkpoints}_strict" (
    number   INTEGER NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
) STRICT;
INSERT INTO "${audit_checkpoints}_strict" SELECT * FROM "${audit_checkpoints}";
DROP TABLE "${audit_checkpoints}";
ALTER TABLE "${audit_checkpoints}_strict" RENAME TO "${audit_checkpoints}";

-- Pages of records are read from an index in their order for each field that has many values. Which of the records that wait are
-- over is seen in the index, without a look at their rows.
CREATE INDEX "${approvals}_by_age" ON "${approvals}" (created_at, approval_id);
CREATE INDEX "${approvals}_by_status" ON "${approvals}" (status, created_at, approval_id, expires_at);
CREATE INDEX "${approvals}_by_tool" ON "${approvals}" (tool_name, created_at, approval_id);
CREATE INDEX "${approvals}_by_tool_and_status" ON "${approvals}" (tool_name, status, created_at, approval_id);
CREATE INDEX "${approvals}_by_user" ON "${approvals}" (user_id, created_at, approval_id) WHERE user_id IS NOT NULL;
CREATE INDEX "${approvals}_by_user_and_status" ON "${approvals}" (user_id, status, created_at, approval_id)
    WHERE user_id IS NOT NULL;
CREATE INDEX "${approvals}_by_agent" ON "${approvals}" (agent_id, created_at, approval_id) WHERE agent_id IS NOT NULL;
CREATE INDEX "${approvals}_by_team" ON "${approvals}" (team_id, created_at, approval_id) WHERE team_id IS NOT NULL;
CREATE INDEX "${approvals}_by_member_run" ON "${approvals}" (member_run_id, created_at, approval_id)
    WHERE member_run_id IS NOT NULL;
CREATE INDEX "${approvals}_by_pause" ON "${approvals}" (pause_group, created_at, approval_id);
CREATE INDEX "${approvals}_by_resolver" ON "${approvals}" (resolved_by, created_at, approval_id) WHERE resolved_by IS NOT NULL;
CREATE INDEX "${approvals}_by_run" ON "${approvals}" (run_id, created_at, approval_id);
CREATE INDEX "${approvals}_by_session" ON "${approvals}" (session_id, created_at, approval_id);

-- The status, which is the same in all of it, has SQLite take this index rather than the one by status.
CREATE INDEX "${approvals}_by_expiry" ON "${approvals}" (status, expires_at) WHERE status = 'PENDING' AND expires_at IS NOT NULL;
