package ai.kern.internal.engine;

import ai.kern.db.Page;
import ai.kern.db.PagePosition;
import ai.kern.db.RunQuery;
import ai.kern.run.CallKey;
import ai.kern.run.Run;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes the book of a run that is requested. Safe for use by many threads. */
final class NewRuns {
    private final EngineSettings settings;

    NewRuns(EngineSettings settings) {
        this.settings = settings;
    }

    /** An id for a new run. */
    static String id() {
        return UUID.randomUUID().toString();
    }

    /** The book of a new run, with what the model is told first; the first commit creates it. */
    RunBook of(String runId, RunRequest request) {
        return told(firstVersion(runId, request), request.input(), new Readings());
    }

    /**
     * The book of the run of a member, in the session and for the user of the run that started it.
     *
     * @param history the earlier runs of which it is told
     */
    RunBook child(Documents.Assigned assigned, CallKey call, RunBook parent, List<String> history) {
        Run above = parent.run();
        Documents.Settings stored = new Documents.Settings(
                parent.settings().metadata(),
                settings.toolCallLimit(),
                settings.batch(),
                history,
                Optional.empty(),
                settings.leading().totalToolCallLimit(),
                new DelegatedCalls(settings.tools()).openWorkRounds());
        return told(
                run(assigned.runId(), above.rootId(), Optional.of(call), above.sessionId(), above.userId(), stored),
                assigned.task(),
                parent.readings());
    }

    private RunBook told(Run first, String input, Readings readings) {
        RunBook book = RunBook.create(first, settings.clock(), readings);
        if (!settings.instructions().isEmpty()) {
            book.addSystem(settings.instructions());
        }
        book.addUser(input);
        return book;
    }

    private Run firstVersion(String id, RunRequest request) {
        Documents.Settings stored = new Documents.Settings(
                request.metadata(),
                request.toolCallLimit().or(settings::toolCallLimit),
                request.batch().orElse(settings.batch()),
                historyOf(request),
                request.output(),
                settings.leading().totalToolCallLimit(),
                new DelegatedCalls(settings.tools()).openWorkRounds());
        String sessionId = request.sessionId().orElseGet(() -> UUID.randomUUID().toString());
        return run(id, id, Optional.empty(), sessionId, request.userId(), stored);
    }

    private Run run(
            String id,
            String rootId,
            Optional<CallKey> parentCall,
            String sessionId,
            Optional<String> userId,
            Documents.Settings stored) {
        Instant now = settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        return new Run(
                id,
                rootId,
                parentCall,
                settings.id(),
                settings.name(),
                settings.kind(),
                sessionId,
                userId,
                RunStatus.RUNNING,
                1,
                UUID.randomUUID().toString(),
                now,
                now,
                Documents.write(stored),
                Documents.write(Documents.Progress.NONE));
    }

    private List<String> historyOf(RunRequest request) {
        return request.sessionId()
                .map(session -> lastCompleted(session, settings.id(), request.userId(), settings.history()))
                .orElse(List.of());
    }

    /** The earlier runs of which members are told that work for this runner: those of the root, which its user has seen. */
    List<String> historyForMembers(Run root) {
        return lastCompleted(
                root.sessionId(),
                root.runnerId(),
                root.userId(),
                settings.leading().historyForMembers());
    }

    private List<String> lastCompleted(String sessionId, String runnerId, Optional<String> userId, int most) {
        if (most == 0) {
            return List.of();
        }
        RunQuery query = RunQuery.all()
                .session(sessionId)
                .runner(runnerId)
                .status(RunStatus.COMPLETED)
                .size(most);
        List<String> ids = new ArrayList<>();
        Optional<PagePosition> next = Optional.empty();
        do {
            Page<Run> page = settings.db().runs(next.map(query::after).orElse(query));
            page.items().stream()
                    .filter(run -> isToldTo(userId, run))
                    .map(Run::id)
                    .forEach(ids::add);
            next = page.next();
        } while (next.isPresent() && ids.size() < most);
        List<String> last = ids.subList(0, Math.min(ids.size(), most));
        Collections.reverse(last);
        return List.copyOf(last);
    }

    /** A run that another user owns is no part of a user's history, though it is of their session. */
    private static boolean isToldTo(Optional<String> userId, Run run) {
        return userId.isEmpty() || run.userId().isEmpty() || run.userId().equals(userId);
    }
}
