package ai.kern.run;

import ai.kern.db.Limits;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A run as it is stored, without its transcript: an immutable snapshot with a version that counts its commits.
 *
 * @param id the run's own id
 * @param rootId the run at the top of its tree; its own id unless another run started it
 * @param parentCall the call of another run whose execution this run is; empty for a root
 * @param runnerId the id of the agent or team
 * @param runnerName its name, for people
 * @param runnerKind whether it is an agent or a team
 * @param sessionId the session it belongs to
 * @param userId the user that owns it, if anybody does
 * @param status where it stands
 * @param version 1 when it is created, one more with each commit that writes it
 * @param changesetId the commit that wrote this version
 * @param createdAt when it was created
 * @param updatedAt when this version was written
 * @param settings what it was started with, as JSON text; written once
 * @param progress what has come of it so far, as JSON text; small, written with each version
 */
public record Run(
        String id,
        String rootId,
        Optional<CallKey> parentCall,
        String runnerId,
        String runnerName,
        RunnerKind runnerKind,
        String sessionId,
        Optional<String> userId,
        RunStatus status,
        long version,
        String changesetId,
        Instant createdAt,
        Instant updatedAt,
        String settings,
        String progress) {

    public Run {
        Limits.checkName(id, "the id of a run");
        Limits.checkName(rootId, "the id of a root");
        Objects.requireNonNull(parentCall, "parentCall");
        Limits.checkName(runnerId, "the id of an agent or team");
        Limits.checkName(runnerName, "the name of an agent or team");
        Objects.requireNonNull(runnerKind, "runnerKind");
        Limits.checkName(sessionId, "the id of a session");
        userId.ifPresent(user -> Limits.checkName(user, "the id of a user"));
        Objects.requireNonNull(status, "status");
        Limits.checkName(changesetId, "the id of a changeset");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Limits.checkDocument(settings, "the settings of run " + id);
        Limits.checkDocument(progress, "the progress of run " + id);
        if (version < 1) {
            throw new IllegalArgumentException("a run's version starts at 1, not " + version);
        }
        if (id.equals(rootId) == parentCall.isPresent()) {
            throw new IllegalArgumentException(
                    "run " + id + " is a root if and only if no call started it; its root is " + rootId
                            + ", the call that started it " + parentCall);
        }
    }

    /** Whether no other run started this one. */
    public boolean isRoot() {
        return parentCall.isEmpty();
    }

    /** The next version of this run. */
    public Run next(RunStatus nextStatus, String nextProgress, String nextChangesetId, Instant now) {
        return new Run(
                id,
                rootId,
                parentCall,
                runnerId,
                runnerName,
                runnerKind,
                sessionId,
                userId,
                nextStatus,
                version + 1,
                nextChangesetId,
                createdAt,
                now,
                settings,
                nextProgress);
    }
}
