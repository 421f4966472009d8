package ai.kern.models.openai;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether and when a failed attempt is followed by another: exponential back-off with jitter, or what the server asked
 * for, as often as is allowed and while the budget lasts. Safe for use by many threads.
 */
final class RetryPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);
    private static final double GROWTH = 2;
    private static final double JITTER = 0.25;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);

    private final String model;
    private final int maxAttempts;
    private final Duration budget;
    private final Time time;
    private final Retry retry;

    RetryPolicy(Settings settings) {
        this.model = settings.model();
        Patience patience = settings.patience();
        this.maxAttempts = patience.maxAttempts();
        this.budget = patience.retryBudget();
        this.time = patience.time();
        Duration first = patience.initialBackoff();
        Duration longest = first.compareTo(LONGEST_BACKOFF) > 0 ? first : LONGEST_BACKOFF;
        IntervalFunction backoff = IntervalFunction.ofExponentialRandomBackoff(first, GROWTH, JITTER, longest);
        this.retry = Retry.of(
                model,
                RetryConfig.custom()
                        .maxAttempts(maxAttempts)
                        .retryOnException(
                                failure -> failure instanceof FailedAttempt attempt && attempt.allowsAnother())
                        .intervalBiFunction((number, outcome) -> pause(backoff.apply(number), outcome.getLeft()))
                        .build());
    }

    /** The moment from which the budget of a request counts that begins now. */
    long begin() {
        return time.nanoTime();
    }

    /**
     * Attempts until one succeeds.
     *
     * @param begin when the request began, of which this may not be the first try
     * @param attempt gets what is left of the budget, which is always positive
     * @throws FailedAttempt the last failure, its message saying how often it was tried
     */
    <T> T call(long begin, Attempt<T> attempt) throws FailedAttempt {
        if (left(begin).compareTo(Duration.ZERO) <= 0) {
            throw FailedAttempt.because("not asked again: the budget of " + budget + " is used up")
                    .retryable(true)
                    .last();
        }
        Retry.AsyncContext<T> context = retry.asyncContext();
        for (int number = 1; ; number++) {
            try {
                T result = attempt.make(left(begin));
                context.onComplete();
                return result;
            } catch (FailedAttempt failure) {
                long pause = context.onError(failure);
                if (pause < 0) {
                    boolean told = number == 1 || !failure.remark().isEmpty();
                    throw told ? failure : failure.saying("gave up after " + number + " attempts");
                }
                if (Duration.ofMillis(pause).compareTo(left(begin)) >= 0) {
                    throw failure.saying(String.format(
                            Locale.ROOT,
                            "gave up after %d of at most %d attempts: the next one, in %d ms, would be beyond the budget of %s",
                            number,
                            maxAttempts,
                            pause,
                            budget));
                }
                LOG.info(
                        "Model {}: attempt {} of {} failed with {}, next one in {} ms",
                        model,
                        number,
                        maxAttempts,
                        failure.kind(),
                        pause);
                sleep(pause, failure);
            }
        }
    }

    private Duration left(long begin) {
        return budget.minusNanos(time.nanoTime() - begin);
    }

    private void sleep(long pause, FailedAttempt failure) throws FailedAttempt {
        try {
            time.sleep(Duration.ofMillis(pause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure.saying("interrupted while waiting for the next attempt");
        }
    }

    private static long pause(long backoff, Throwable failure) {
        return failure instanceof FailedAttempt attempt
                ? attempt.retryAfter()
                        .filter(wanted -> !wanted.isZero())
                        .map(RetryPolicy::millisRoundedUp)
                        .orElse(backoff)
                : backoff;
    }

    private static long millisRoundedUp(Duration duration) {
        return duration.plusNanos(999_999).toMillis();
    }

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T> {
        T make(Duration budget) throws FailedAttempt;
    }
}
