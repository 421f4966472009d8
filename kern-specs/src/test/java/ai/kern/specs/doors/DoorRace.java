package ai.kern.specs.doors;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.approval.ApprovalDb;
import ai.kern.approval.Decision;
import ai.kern.db.DbException;
import ai.kern.db.RunQuery;
import ai.kern.db.RunState;
import ai.kern.event.RunEvent;
import ai.kern.event.RunStream;
import ai.kern.requirement.AwaitingDecision;
import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.KernException;
import ai.kern.run.OutcomeStatus;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.RunStatus;
import ai.kern.run.ToolExecution;
import ai.kern.specs.support.Background;
import ai.kern.specs.support.EventOrder;
import ai.kern.specs.support.Lab;
import ai.kern.specs.support.PlainSql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One run for which threads race through the doors of two agents. Each knows what it was told; in the end that must fit together
 * and to what is stored.
 */
final class DoorRace {
    private static final int THREADS = 4;
    private static final int STEPS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Actor ADMIN = Actor.of("admin");

    private final Lab lab;
    private final List<Agent> agents;
    private final Random random;
    private final Queue<RunStream> streams = new ConcurrentLinkedQueue<>();
    private final Queue<RunStream> opened = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<RunOutput>> futures = new ConcurrentLinkedQueue<>();
    private final Queue<String> story = new ConcurrentLinkedQueue<>();
    private final Map<Long, RunStatus> told = new ConcurrentSkipListMap<>();
    private final Set<String> allowed = ConcurrentHashMap.newKeySet();
    private volatile String runId = "";
    private volatile boolean anyCancels;
    private volatile boolean isCancelled;

    DoorRace(Lab lab, Agent here, Agent there, Random random) {
        this.lab = lab;
        this.agents = List.of(here, there);
        this.random = random;
    }

    /** What was called, and what came of it, in the order in which it ended. */
    String story() {
        return String.join("\n", story);
    }

    /** Races, and judges what is left. */
    void run(String session) {
        runId = started(RunRequest.builder("go").session(session).build());
        List<List<DoorCall>> scripts = scripts();
        CountDownLatch go = new CountDownLatch(1);
        List<Background<Boolean>> racers = scripts.stream()
                .map(calls -> Background.start(() -> {
                    go.await();
                    calls.forEach(this::attempt);
                    return true;
                }))
                .toList();
        go.countDown();
        racers.forEach(Background::join);
        opened.forEach(stream -> attempt(new DoorCall("result", stream::result)));
        futures.forEach(future -> attempt(new DoorCall("future", () -> joined(future))));
        streams.forEach(RunStream::close);
        judge();
    }

    /** What each thread does; chosen before they begin, so that a seed repeats it. */
    private List<List<DoorCall>> scripts() {
        List<List<DoorCall>> scripts = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<DoorCall> calls = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                calls.add(call());
            }
            scripts.add(calls);
        }
        return scripts;
    }

    private Agent agent() {
        return agents.get(random.nextInt(agents.size()));
    }

    private String started(RunRequest request) {
        Agent agent = agent();
        switch (random.nextInt(3)) {
            case 0 -> {
                return agent.start(request);
            }
            case 1 -> {
                RunStream stream = opened(agent.stream(request));
                return stored(request, stream.runId());
            }
            default -> {
                futures.add(agent.runAsync(request));
                return stored(request, "");
            }
        }
    }

    /** Waits until a run of a session is there. */
    private String stored(RunRequest request, String expected) {
        RunQuery query = RunQuery.all().session(request.sessionId().orElseThrow());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<String> found =
                    lab.db().runs(query).items().stream().map(run -> run.id()).findFirst();
            if (found.isPresent()) {
                assertThat(found.get()).contains(expected);
                return found.get();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the run is not stored");
    }

    private RunStream opened(RunStream stream) {
        opened.add(stream);
        streams.add(stream);
        return stream;
    }

    private DoorCall call() {
        Agent agent = agent();
        boolean isRejecting = random.nextInt(6) == 0;
        int most = 1 + random.nextInt(3);
        return switch (random.nextInt(16)) {
            case 0 -> new DoorCall("cancel", () -> cancelled(agent));
            case 1 -> new DoorCall("close", this::closed);
            case 2 -> new DoorCall("cancel a future", this::futureCancelled);
            case 3, 4, 5 -> new DoorCall("continue", () -> agent.continueRun(runId, answers(agent, isRejecting, most)));
            case 6, 7 ->
                new DoorCall("continueRunAsync", () -> {
                    futures.add(agent.continueRunAsync(runId, answers(agent, isRejecting, most)));
                    return null;
                });
            case 8, 9 ->
                new DoorCall("continueStream", () -> {
                    opened(agent.continueStream(runId, answers(agent, isRejecting, most)));
                    return null;
                });
            case 10 -> new DoorCall("continueStream and read", () -> read(agent, isRejecting, most));
            case 11 -> new DoorCall("retry", () -> agent.retry(runId));
            case 12 ->
                new DoorCall("retryAsync", () -> {
                    futures.add(agent.retryAsync(RetryRequest.of(runId)));
                    return null;
                });
            case 13 ->
                new DoorCall(
                        "await", () -> agent.await(runId, Duration.ofMillis(5)).orElse(null));
            case 14 -> new DoorCall("follow", () -> followed(agent));
            default -> new DoorCall("find", () -> agent.find(runId).orElseThrow());
        };
    }

    private @Nullable RunOutput attempt(DoorCall call) {
        try {
            RunOutput output = call.step().take();
            if (output != null) {
                told(output);
            }
            story.add(call.name() + ": " + (output == null ? "done" : output.status()));
            return output;
        } catch (DbException broken) {
            throw new AssertionError("a database that is sound failed in " + call.name(), broken);
        } catch (KernException refused) {
            story.add(call.name() + ": " + refused);
            return null;
        } catch (CancellationException cancelled) {
            story.add(call.name() + ": cancelled");
            return null;
        }
    }

    /** Nobody is told two things of one version. */
    private void told(RunOutput output) {
        RunStatus other = told.putIfAbsent(output.run().version(), output.status());
        assertThat(other == null ? output.status() : other)
                .as("version %d", output.run().version())
                .isEqualTo(output.status());
    }

    private RunOutput cancelled(Agent agent) {
        anyCancels = true;
        RunOutput output = agent.cancel(runId);
        assertThat(output.status()).isEqualTo(RunStatus.CANCELLED);
        isCancelled = true;
        return output;
    }

    private @Nullable RunOutput closed() {
        anyCancels = true;
        RunStream stream = streams.poll();
        if (stream != null) {
            stream.close();
        }
        return null;
    }

    private @Nullable RunOutput futureCancelled() {
        anyCancels = true;
        CompletableFuture<RunOutput> future = futures.peek();
        if (future != null) {
            future.cancel(true);
        }
        return null;
    }

    private static RunOutput joined(CompletableFuture<RunOutput> future) {
        try {
            return future.join();
        } catch (CompletionException thrown) {
            if (thrown.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError("a future failed with an error", thrown.getCause());
        }
    }

    /** Answers to some of what is open, or decisions on it. */
    private List<Resolution> answers(Agent agent, boolean isRejecting, int most) {
        List<Resolution> answers = new ArrayList<>();
        for (Requirement open : agent.find(runId).orElseThrow().activeRequirements().stream()
                .limit(most)
                .toList()) {
            if (!isRejecting) {
                allowed.add(item(open.toolCall().arguments().json()));
            }
            if (open instanceof Confirmation asked) {
                answers.add(isRejecting ? asked.reject("no") : asked.confirm());
            } else {
                decide(((AwaitingDecision) open).recordId(), isRejecting);
            }
        }
        return answers;
    }

    private void decide(String record, boolean isRejecting) {
        attempt(new DoorCall("decide", () -> {
            Decision decision = Decision.by(ADMIN);
            if (isRejecting) {
                approvals().approvals().reject(record, decision);
            } else {
                approvals().approvals().approve(record, decision);
            }
            return null;
        }));
    }

    private ApprovalDb approvals() {
        return (ApprovalDb) lab.db();
    }

    private static String item(String arguments) {
        return arguments.replaceAll("\\{\"item\":\"(.*)\"}", "$1");
    }

    private RunOutput read(Agent agent, boolean isRejecting, int most) {
        try (RunStream stream = agent.continueStream(runId, answers(agent, isRejecting, most))) {
            EventOrder order = new EventOrder();
            stream.forEach(order::next);
            RunOutput output = stream.result();
            order.endsWith(output);
            return output;
        }
    }

    /** Whatever the source of the events, their numbers have no gap and nothing follows the last one. */
    private RunOutput followed(Agent agent) {
        try (RunStream stream = agent.follow(runId, 0)) {
            long sequence = 0;
            boolean isOver = false;
            for (RunEvent event : stream) {
                assertThat(isOver).as("%s behind the last event", event).isFalse();
                assertThat(event.header().sequence()).isEqualTo(++sequence);
                isOver = event.isLast();
            }
            assertThat(isOver).as("the last event is told").isTrue();
            return stream.result();
        }
    }

    /** Judges what is stored now that nobody works on the run any more, and that it can be brought to its end. */
    private void judge() {
        Optional<RunOutput> rested = agents.get(0).await(runId, PATIENCE);
        assertThat(rested).as("somebody works on the run, or left it").isPresent();
        RunOutput left = rested.get();
        told(left);
        assertThat(isCancelled && left.status() != RunStatus.CANCELLED)
                .as("cancelled, and then %s", left.status())
                .isFalse();
        assertThat(left.status() == RunStatus.CANCELLED && !anyCancels)
                .as("cancelled by nobody")
                .isFalse();
        assertNothingFollowsAnEnd();
        assertNobodyHasTheLease();
        assertEachCallRanAsItIsStored(left);
        assertEachCallRanAsItIsStored(broughtToItsEnd(left));
        assertNobodyHasTheLease();
        assertThat(approvals().auditTrail().verify().findings()).isEmpty();
    }

    private void assertNothingFollowsAnEnd() {
        List<RunStatus> statuses = List.copyOf(told.values());
        for (RunStatus status : statuses.subList(0, statuses.size() - 1)) {
            assertThat(status == RunStatus.COMPLETED || status == RunStatus.CANCELLED)
                    .as("what was told, version by version: %s", told)
                    .isFalse();
        }
    }

    private void assertNobodyHasTheLease() {
        if (lab.kind().isDurable()) {
            try (PlainSql sql = PlainSql.on(lab)) {
                assertThat(sql.rows("SELECT lease_token FROM kern_runs WHERE run_id = ?", runId))
                        .singleElement()
                        .satisfies(row -> assertThat(row.get("lease_token")).isNull());
            }
        }
    }

    /** Each effect belongs to one call that was let through and claimed, and each result to an effect. */
    private void assertEachCallRanAsItIsStored(RunOutput run) {
        for (ToolExecution call : run.toolExecutions()) {
            String item = item(call.arguments());
            long effects = lab.ledger().effects().stream()
                    .filter(effect -> effect.equals(call.toolName() + " " + item))
                    .count();
            boolean isProtected = call.toolName().equals("pay");
            assertThat(effects).as("%s", call).isLessThanOrEqualTo(call.attempts());
            assertThat(call.attempts()).as("%s", call).isLessThanOrEqualTo(1);
            assertThat(effects > 0 && isProtected && !allowed.contains(item))
                    .as("%s ran and nobody let it through", call)
                    .isFalse();
            if (call.outcome().isPresent() && call.outcome().get() == OutcomeStatus.SUCCEEDED) {
                assertThat(effects).as("%s", call).isOne();
            }
        }
        RunState stored = lab.db().load(runId).orElseThrow();
        assertThat(stored.run().status()).isEqualTo(run.status());
    }

    private RunOutput broughtToItsEnd(RunOutput left) {
        Agent agent = agents.get(1);
        RunOutput run = left;
        for (int step = 0;
                step < 10 && run.status() != RunStatus.COMPLETED && run.status() != RunStatus.CANCELLED;
                step++) {
            RunStatus status = run.status();
            attempt(new DoorCall(
                    "bring to its end",
                    () -> status == RunStatus.ERROR
                            ? agent.retry(runId)
                            : agent.continueRun(runId, answers(agent, false, Integer.MAX_VALUE))));
            run = agent.find(runId).orElseThrow();
        }
        assertThat(run.status()).isIn(RunStatus.COMPLETED, RunStatus.CANCELLED);
        return run;
    }
}
