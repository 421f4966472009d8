package ai.kern.specs.tool;

import static ai.kern.testkit.ScriptedAnswer.call;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kern.agent.Agent;
import ai.kern.model.Message;
import ai.kern.run.ContextPropagator;
import ai.kern.run.RunOutput;
import ai.kern.specs.support.Latches;
import ai.kern.testkit.ScriptedAnswer;
import ai.kern.testkit.ScriptedCall;
import ai.kern.testkit.ScriptedModel;
import ai.kern.tool.FunctionTool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("TOOL-7")
class ParallelCallsTest extends ToolSpec {
    private static final int AT_ONCE = 8;

    record Numbered(int number) {}

    private static ScriptedCall[] numbered(String tool, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> call(tool, "{\"number\":" + number + "}"))
                .toArray(ScriptedCall[]::new);
    }

    private static List<String> texts(ScriptedModel model) {
        return resultsIn(model.lastRequest()).stream()
                .map(Message.ToolResult::text)
                .toList();
    }

    @Test
    void freeCallsOfOneBatchAreAtWorkAtTheSameTime() {
        CountDownLatch allAreHere = new CountDownLatch(AT_ONCE);
        FunctionTool meet = FunctionTool.builder("meet")
                .call((arguments, context) -> {
                    allAreHere.countDown();
                    Latches.await(allAreHere);
                    return "met";
                })
                .build();
        ScriptedModel model = callsOnce(
                call("meet"),
                call("meet"),
                call("meet"),
                call("meet"),
                call("meet"),
                call("meet"),
                call("meet"),
                call("meet"));

        assertCompleted(lab.run(lab.agent(model, meet), "Meet."));

        assertThat(texts(model)).hasSize(AT_ONCE).containsOnly("met");
    }

    @Test
    void resultsKeepTheOrderOfTheCallsWhateverEndsFirst() {
        List<CountDownLatch> ended = List.of(new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1));
        FunctionTool backwards = FunctionTool.builder("backwards")
                .parameters(Numbered.class)
                .call((arguments, context) -> {
                    if (arguments.number() + 1 < ended.size()) {
                        Latches.await(ended.get(arguments.number() + 1));
                    }
                    lab.ledger().add("end of " + arguments.number());
                    ended.get(arguments.number()).countDown();
                    return "result " + arguments.number();
                })
                .build();
        ScriptedModel model = callsOnce(numbered("backwards", 3));

        RunOutput run = lab.run(lab.agent(model, backwards), "Go.");

        assertThat(lab.ledger().effects()).containsExactly("end of 2", "end of 1", "end of 0");
        assertThat(texts(model)).containsExactly("result 0", "result 1", "result 2");
        assertThat(resultsOf(run)).containsExactly("result 0", "result 1", "result 2");
    }

    @Test
    void atMostEightCallsOfOneRunAreAtWorkAtOnceAndTheOthersFollow() throws Exception {
        Set<Integer> atWork = ConcurrentHashMap.newKeySet();
        List<CountDownLatch> mayEnd =
                IntStream.range(0, 20).mapToObj(number -> new CountDownLatch(1)).toList();
        FunctionTool busy = FunctionTool.builder("busy")
                .parameters(Numbered.class)
                .call((arguments, context) -> {
                    atWork.add(arguments.number());
                    Latches.await(mayEnd.get(arguments.number()));
                    return arguments.number();
                })
                .build();
        ScriptedModel model = callsOnce(numbered("busy", 20));
        Agent agent = lab.agent(model, busy);
        CompletableFuture<RunOutput> run = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            run.complete(lab.run(agent, "Go."));
        });
        thread.start();

        awaitIdle(thread, () -> atWork.size() >= AT_ONCE);
        assertThat(atWork).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        mayEnd.get(3).countDown();
        awaitIdle(thread, () -> atWork.size() > AT_ONCE);
        assertThat(atWork).as("one ended, one more began").hasSize(AT_ONCE + 1).contains(8);
        mayEnd.forEach(CountDownLatch::countDown);

        assertCompleted(run.get(20, TimeUnit.SECONDS));
        assertThat(texts(model))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(String::valueOf).toList());
    }

    /** Waits until the thread of the engine has waited for something for a while. */
    private static void awaitIdle(Thread thread, BooleanSupplier condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .during(Duration.ofMillis(30))
                .atMost(Duration.ofSeconds(20))
                .until(() -> condition.getAsBoolean() && thread.getState() == Thread.State.WAITING);
    }

    @Test
    void aToolThatOptsOutRunsBesideNoOtherCall() {
        Set<String> atWork = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<String> overlaps = new ConcurrentLinkedQueue<>();
        AtomicInteger number = new AtomicInteger();
        CountDownLatch bothTogether = new CountDownLatch(2);
        FunctionTool.Builder<Map<String, Object>> alone = FunctionTool.builder("alone")
                .parallel(false)
                .call((arguments, context) -> {
                    String name = "alone " + number.incrementAndGet();
                    atWork.add(name);
                    Thread.yield();
                    atWork.stream().filter(other -> !other.equals(name)).forEach(overlaps::add);
                    atWork.remove(name);
                    return name;
                });
        FunctionTool.Builder<Map<String, Object>> together = FunctionTool.builder("together")
                .call((arguments, context) -> {
                    String name = "together " + context.callKey().index();
                    atWork.add(name);
                    bothTogether.countDown();
                    Latches.await(bothTogether);
                    atWork.remove(name);
                    return name;
                });
        ScriptedModel model =
                callsOnce(call("together"), call("alone"), call("together"), call("alone"), call("alone"));

        assertCompleted(lab.run(lab.agent(model, alone, together), "Go."));

        assertThat(overlaps).isEmpty();
        assertThat(texts(model)).containsExactly("together 0", "alone 1", "together 2", "alone 2", "alone 3");
    }

    @Test
    void oneFailureDisturbsNoOtherCallOfTheBatch() {
        ScriptedModel model = callsOnce(call("read"), call("fails"), call("write"));

        assertCompleted(lab.run(lab.agent(model, noting("read"), failing("fails"), noting("write")), "Go."));

        assertThat(texts(model)).containsExactly("read is done", "Error: fails went wrong", "write is done");
    }

    @Test
    void whatIsBoundToTheCallersThreadReachesEveryCallAndStaysOnNoOtherThread() {
        ThreadLocal<String> tenant = new ThreadLocal<>();
        ConcurrentLinkedQueue<String> leftBehind = new ConcurrentLinkedQueue<>();
        ContextPropagator propagator = work -> {
            String captured = tenant.get();
            return () -> {
                if (tenant.get() != null) {
                    leftBehind.add(tenant.get());
                }
                tenant.set(captured);
                try {
                    work.run();
                } finally {
                    tenant.remove();
                }
            };
        };
        FunctionTool.Builder<Map<String, Object>> who =
                FunctionTool.builder("who").call((arguments, context) -> String.valueOf(tenant.get()));
        FunctionTool.Builder<Map<String, Object>> whoInTime = FunctionTool.builder("who_in_time")
                .timeout(Duration.ofSeconds(20))
                .call((arguments, context) -> String.valueOf(tenant.get()));
        ScriptedModel model = ScriptedModel.of(
                ScriptedAnswer.calls(call("who"), call("who"), call("who_in_time")),
                ScriptedAnswer.calls(call("who")),
                ScriptedAnswer.calls(call("who_in_time")),
                ScriptedAnswer.text("done"));
        Agent agent =
                lab.builder(model, who, whoInTime).contextPropagator(propagator).build();
        tenant.set("acme");
        try {
            assertCompleted(lab.run(agent, "Who?"));
        } finally {
            tenant.remove();
        }

        assertThat(texts(model)).hasSize(5).containsOnly("acme");
        assertThat(leftBehind).isEmpty();
    }
}
