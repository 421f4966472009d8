package ai.kern.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kern.tool.StubContext;
import ai.kern.tool.ToolArguments;
import ai.kern.tool.ToolBody;
import ai.kern.tool.ToolContext;
import ai.kern.tool.ToolHook;
import ai.kern.tool.ToolInvocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HookChainTest {
    private static final ToolArguments ARGUMENTS = ToolArguments.of("{\"path\":\"a\"}");
    private static final ToolContext CONTEXT = new StubContext();

    private final List<String> log = new ArrayList<>();
    private final ToolBody body = (arguments, context) -> {
        log.add("body");
        return "result";
    };

    private @Nullable Object run(ToolHook... hooks) throws Exception {
        return new HookChain(List.of(hooks), "read", body).call(ARGUMENTS, CONTEXT);
    }

    private ToolHook logging(String name) {
        return invocation -> {
            log.add("before " + name);
            Object result = invocation.proceed();
            log.add("after " + name);
            return result + " " + name;
        };
    }

    @Test
    void withoutHooksTheToolRuns() throws Exception {
        assertThat(run()).isEqualTo("result");
        assertThat(log).containsExactly("body");
    }

    @Test
    void theFirstHookIsTheOutermost() throws Exception {
        assertThat(run(logging("1"), logging("2"))).isEqualTo("result 2 1");
        assertThat(log).containsExactly("before 1", "before 2", "body", "after 2", "after 1");
    }

    @Test
    void aHookSeesTheCall() throws Exception {
        run(invocation -> {
            assertThat(invocation.toolName()).isEqualTo("read");
            assertThat(invocation.arguments()).isSameAs(ARGUMENTS);
            assertThat(invocation.context()).isSameAs(CONTEXT);
            return invocation.proceed();
        });
        assertThat(log).containsExactly("body");
    }

    @Test
    void aHookThatDoesNotProceedKeepsTheToolFromRunning() throws Exception {
        assertThat(run(invocation -> "kept", logging("2"))).isEqualTo("kept");
        assertThat(log).isEmpty();
    }

    @Test
    void whatTheToolThrowsReachesTheHookAsItIs() {
        HookChain chain = new HookChain(
                List.of(invocation -> {
                    try {
                        return invocation.proceed();
                    } catch (IOException e) {
                        log.add("saw " + e.getMessage());
                        throw e;
                    }
                }),
                "read",
                (arguments, context) -> {
                    throw new IOException("gone");
                });

        assertThatThrownBy(() -> chain.call(ARGUMENTS, CONTEXT)).isExactlyInstanceOf(IOException.class);
        assertThat(log).containsExactly("saw gone");
    }

    @Test
    void proceedWorksOnce() {
        assertThatIllegalStateException()
                .isThrownBy(() -> run(invocation -> {
                    invocation.proceed();
                    return invocation.proceed();
                }))
                .withMessageContainingAll("read", "twice");
        assertThat(log).containsExactly("body");
    }

    @Test
    void proceedDoesNotWorkAgainAfterTheToolFailed() {
        HookChain chain = new HookChain(
                List.of(invocation -> {
                    try {
                        return invocation.proceed();
                    } catch (IOException e) {
                        return invocation.proceed();
                    }
                }),
                "pay",
                (arguments, context) -> {
                    log.add("paid");
                    throw new IOException("no answer");
                });

        assertThatIllegalStateException().isThrownBy(() -> chain.call(ARGUMENTS, CONTEXT));
        assertThat(log).containsExactly("paid");
    }

    @Test
    void proceedDoesNotWorkAfterTheHookReturned() throws Exception {
        List<ToolInvocation> kept = new ArrayList<>();

        run(invocation -> kept.add(invocation));

        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get(0).proceed())
                .withMessageContaining("after it has returned");
        assertThat(log).isEmpty();
    }

    @Test
    void proceedDoesNotWorkOnAnotherThread() {
        assertThatThrownBy(() -> run(invocation -> CompletableFuture.supplyAsync(() -> {
                            try {
                                return invocation.proceed();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .get()))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("a hook of tool read proceeds on another thread than its own");
        assertThat(log).isEmpty();
    }
}
