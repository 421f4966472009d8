-- Pages of records are read from an index in their order for each field that has many values.
ALTER INDEX "${approvals}_by_tool" RENAME TO "${approvals}_by_tool_and_status";
ALTER INDEX "${approvals}_by_user" RENAME TO "${approvals}_by_user_and_status";
CREATE INDEX "${approvals}_by_tool" ON "${approvals}" (tool_name, created_at, approval_id);
CREATE INDEX "${approvals}_by_user" ON "${approvals}" (user_id, created_at, approval_id) WHERE user_id IS NOT NULL;
CREATE INDEX "${approvals}_by_agent" ON "${approvals}" (agent_id, created_at, approval_id) WHERE agent_id IS NOT NULL;
CREATE INDEX "${approvals}_by_team" ON "${approvals}" (team_id, created_at, approval_id) WHERE team_id IS NOT NULL;
CREATE INDEX "${approvals}_by_member_run" ON "${approvals}" (member_run_id, created_at, approval_id)
    WHERE member_run_id IS NOT NULL;
CREATE INDEX "${approvals}_by_pause" ON "${approvals}" (pause_group, created_at, approval_id);
CREATE INDEX "${approvals}_by_resolver" ON "${approvals}" (resolved_by, created_at, approval_id) WHERE resolved_by IS NOT NULL;

-- Which of the records that wait are over is seen in the index, without a look at their rows.
DROP INDEX "${approvals}_by_status";
CREATE INDEX "${approvals}_by_status" ON "${approvals}" (status, created_at, approval_id, expires_at);
