package ai.kern.specs.support;

import ai.kern.event.RunStream;
import ai.kern.run.ContinueRequest;
import ai.kern.run.RetryRequest;
import ai.kern.run.RunOutput;
import ai.kern.run.RunRequest;
import ai.kern.run.Runner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One of the three forms that each entry point of a runner has; all come to the same. */
public enum Door {
    /** The caller waits. */
    BLOCKING {
        @Override
        RunOutput run(Runner runner, RunRequest request) {
            return runner.run(request);
        }

        @Override
        RunOutput continueRun(Runner runner, ContinueRequest request) {
            return runner.continueRun(request);
        }

        @Override
        RunOutput retry(Runner runner, RetryRequest request) {
            return runner.retry(request);
        }
    },

    /** The caller gets a future. */
    ASYNC {
        @Override
        RunOutput run(Runner runner, RunRequest request) {
            return join(runner.runAsync(request));
        }

        @Override
        RunOutput continueRun(Runner runner, ContinueRequest request) {
            return join(runner.continueRunAsync(request));
        }

        @Override
        RunOutput retry(Runner runner, RetryRequest request) {
            return join(runner.retryAsync(request));
        }
    },

    /** The caller reads events; their order is checked. */
    STREAM {
        @Override
        RunOutput run(Runner runner, RunRequest request) {
            return read(runner.stream(request));
        }

        @Override
        RunOutput continueRun(Runner runner, ContinueRequest request) {
            return read(runner.continueStream(request));
        }

        @Override
        RunOutput retry(Runner runner, RetryRequest request) {
            return read(runner.retryStream(request));
        }
    };

    abstract RunOutput run(Runner runner, RunRequest request);

    abstract RunOutput continueRun(Runner runner, ContinueRequest request);

    abstract RunOutput retry(Runner runner, RetryRequest request);

    private static RunOutput join(CompletableFuture<RunOutput> future) {
        try {
            return future.join();
        } catch (CompletionException thrown) {
            throw unchecked(thrown);
        }
    }

    private static RuntimeException unchecked(CompletionException thrown) {
        if (thrown.getCause() instanceof Error error) {
            throw error;
        }
        return thrown.getCause() instanceof RuntimeException cause ? cause : thrown;
    }

    private static RunOutput read(RunStream stream) {
        try (stream) {
            EventOrder order = new EventOrder();
            stream.forEach(order::next);
            RunOutput output = stream.result();
            order.endsWith(output);
            return output;
        }
    }
}
