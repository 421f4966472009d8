package ai.kern.internal.engine;

import ai.kern.db.DbException;
import ai.kern.db.LeaseUse;
import ai.kern.db.RunState;
import ai.kern.event.RunStretch;
import ai.kern.run.CallKey;
import ai.kern.run.Delegation;
import ai.kern.run.KernException;
import ai.kern.run.RunConflictException;
import ai.kern.run.RunFailedException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Works on the child runs of one run's delegated calls, beside each other, until each waits or has ended. Used by the thread of
 * the run's loop; children run on threads of their own where there are several.
 */
final class ChildRuns {
    private final EngineSettings settings;
    private final Members members;
    private final Executor workers;
    private final Work parent;

    ChildRuns(EngineSettings settings, Members members, Executor workers, Work parent) {
        this.settings = settings;
        this.members = members;
        this.workers = workers;
        this.parent = parent;
    }

    /** Where a child run stands that nobody works on here any more. */
    sealed interface Child {
        /** It has ended. */
        record Ended(Delegation.MemberResult result) implements Child {}

        /**
         * It waits.
         *
         * @param held why it could not go on, where that is to be told
         */
        record Waiting(Optional<KernException> held) implements Child {}
    }

    /** Who works on a call. */
    List<Documents.Assigned> assign(Start start, List<Delegation.Assignment> assignments) {
        List<Documents.Assigned> assigned = new ArrayList<>();
        for (Delegation.Assignment assignment : assignments) {
            if (members.find(assignment.memberId()).isEmpty()) {
                throw new IllegalStateException("tool " + start.tool().name() + " gives a task to '"
                        + assignment.memberId() + "', which is not among the members of its delegation");
            }
            assigned.add(new Documents.Assigned(
                    assignment.memberId(), childId(start.call().key(), assigned.size()), assignment.task()));
        }
        return assigned;
    }

    /** The id of a child run: derived from the call and the child's place, so it is the same in every process. */
    private static String childId(CallKey call, int place) {
        byte[] name = (call + "/" + place).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(name).toString();
    }

    /**
     * Begins the child runs of calls or lets them go on.
     *
     * @return for each call its children, in the order of its assignments
     * @throws RunConflictException if the tree is another's by now
     * @throws DbException if the database failed
     */
    Map<CallRecord, List<Child>> work(List<CallRecord> calls) {
        Map<CallRecord, List<CompletableFuture<Child>>> underWay = new LinkedHashMap<>();
        boolean isAlone =
                calls.stream().mapToInt(call -> call.assigned().size()).sum() == 1;
        for (CallRecord call : calls) {
            List<CompletableFuture<Child>> children = new ArrayList<>();
            call.assigned().forEach(assigned -> children.add(begin(call, assigned, isAlone)));
            underWay.put(call, children);
        }
        return joined(underWay);
    }

    private CompletableFuture<Child> begin(CallRecord call, Documents.Assigned assigned, boolean isAlone) {
        CompletableFuture<Child> child = new CompletableFuture<>();
        Runnable work = () -> {
            try {
                child.complete(workOn(call, assigned));
            } catch (Throwable thrown) {
                child.completeExceptionally(thrown);
            }
        };
        if (isAlone) {
            work.run();
            return child;
        }
        try {
            Runnable carried = settings.contextPropagator().wrap(work);
            workers.execute(() -> {
                try {
                    carried.run();
                } catch (Throwable thrown) {
                    child.completeExceptionally(thrown);
                }
                child.completeExceptionally(new KernException("the context propagator did not run what it was given"));
            });
        } catch (RuntimeException thrown) {
            child.completeExceptionally(thrown);
        }
        return child;
    }

    /** Waits for all; whatever one of them threw is thrown when none is at work any more. */
    private static Map<CallRecord, List<Child>> joined(Map<CallRecord, List<CompletableFuture<Child>>> underWay) {
        Map<CallRecord, List<Child>> children = new LinkedHashMap<>();
        List<Throwable> thrown = new ArrayList<>();
        underWay.forEach((call, futures) -> {
            List<Child> its = new ArrayList<>();
            for (CompletableFuture<Child> future : futures) {
                try {
                    its.add(future.join());
                } catch (CompletionException failed) {
                    thrown.add(failed.getCause());
                }
            }
            children.put(call, its);
        });
        if (!thrown.isEmpty()) {
            throw first(thrown);
        }
        return children;
    }

    private static RuntimeException first(List<Throwable> thrown) {
        Throwable first = thrown.get(0);
        thrown.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        if (first instanceof Error error) {
            throw error;
        }
        return first instanceof RuntimeException exception ? exception : new IllegalStateException(first);
    }

    private Child workOn(CallRecord call, Documents.Assigned assigned) {
        Engine member = members.require(assigned);
        Optional<RunState> state =
                AssignedRuns.load(settings.db(), parent.book().run(), call.key(), assigned);
        Work child = state.map(stored -> parent.child(member, book(stored)))
                .orElseGet(() -> created(call, assigned, member));
        if (child.book().run().status().isEnded()) {
            return ended(assigned, member, state.orElseThrow());
        }
        try {
            RunOutput output = member.member(child, doorOf(state));
            return output.isPaused() ? new Child.Waiting(Optional.empty()) : ended(assigned, output);
        } catch (RunFailedException failed) {
            return ended(assigned, member, settings.db().load(assigned.runId()).orElseThrow());
        } catch (RunConflictException | DbException notKnown) {
            throw notKnown;
        } catch (KernException held) {
            return new Child.Waiting(Optional.of(held));
        }
    }

    private RunBook book(RunState child) {
        return RunBook.of(child, settings.clock(), parent.book().readings());
    }

    private static RunStretch.Door doorOf(Optional<RunState> state) {
        return state.map(stored ->
                        stored.run().status() == RunStatus.PAUSED ? RunStretch.Door.CONTINUE : RunStretch.Door.RECOVER)
                .orElse(RunStretch.Door.START);
    }

    private Work created(CallRecord call, Documents.Assigned assigned, Engine member) {
        Work child = parent.child(
                member,
                member.newRuns()
                        .child(
                                assigned,
                                call.key(),
                                parent.book(),
                                parent.engine()
                                        .newRuns()
                                        .historyForMembers(parent.book().root())));
        child.journal().commitRunning(child.book());
        return child;
    }

    /** What came of a run that is stored as ended; one that failed takes with it what still waits under it. */
    private Child ended(Documents.Assigned assigned, Engine member, RunState ended) {
        if (ended.run().status() == RunStatus.ERROR) {
            parent.tree()
                    .lease()
                    .token()
                    .ifPresent(token -> member.cancelling().cancelMembersLeft(ended, new LeaseUse.Hold(token)));
        }
        RunBook book = book(ended);
        return ended(assigned, member.outputs().alone(book, book.run(), List.of(assigned.memberId())));
    }

    private static Child ended(Documents.Assigned assigned, RunOutput output) {
        boolean isCompleted = output.status() == RunStatus.COMPLETED;
        return new Child.Ended(new Delegation.MemberResult(
                assigned.memberId(),
                assigned.runId(),
                output.status(),
                isCompleted ? output.content() : "",
                output.failure()));
    }
}
