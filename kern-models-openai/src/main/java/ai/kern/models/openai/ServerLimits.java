package ai.kern.models.openai;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all models that are given the same object keep to together: how many requests a time, how many at once, and when to
 * leave a failing server alone. Attempts count, retries among them. Safe for use by many threads.
 *
 * <pre>{@code
 * ServerLimits limits = ServerLimits.builder().requests(500, Duration.ofMinutes(1)).breakAfter(10, Duration.ofSeconds(30)).build();
 * Model small = OpenAiResponses.builder().model("gpt-5-mini").limits(limits).build();
 * Model large = OpenAiResponses.builder().model("gpt-5").limits(limits).build();
 * }</pre>
 *
 * <p>Where the server tells one of the models when to ask again ({@code Retry-After}, or the reset of a rate limit that is used
 * up), the others do not ask before then either.
 *
 * <p>A request waits for its turn within its own budget and within {@linkplain Builder#longestWait the longest wait}; one that
 * cannot have it fails at once with a {@link ai.kern.model.ModelException} that is retryable. So does one to a server whose
 * circuit is open. Limits live in this process alone.
 */
public final class ServerLimits {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Duration longestWait;
    private final Optional<RateLimiter> rate;
    private final Optional<Semaphore> places;
    private final Optional<CircuitBreaker> circuit;
    private final SharedPause pause = new SharedPause();
    private final String shown;

    private ServerLimits(Builder builder) {
        this.longestWait = builder.longestWait;
        this.rate = Optional.ofNullable(builder.period)
                .map(period -> RateLimiter.of(
                        "requests",
                        RateLimiterConfig.custom()
                                .limitForPeriod(builder.requests)
                                .limitRefreshPeriod(period)
                                .timeoutDuration(longestWait)
                                .build()));
        this.places = builder.atOnce == 0 ? Optional.empty() : Optional.of(new Semaphore(builder.atOnce, true));
        this.circuit = Optional.ofNullable(builder.pause)
                .map(pause -> CircuitBreaker.of(
                        "server",
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(builder.failures)
                                .minimumNumberOfCalls(builder.failures)
                                .failureRateThreshold(100)
                                .permittedNumberOfCallsInHalfOpenState(1)
                                .waitDurationInOpenState(pause)
                                .clock(builder.clock)
                                .build()));
        this.shown = builder.toString();
    }

    /** Starts with no limit at all. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes an attempt when it is its turn.
     *
     * @param budget how long it may wait and take
     */
    <T> T pass(Duration budget, Time time, RetryPolicy.Attempt<T> attempt) throws FailedAttempt {
        long end = time.nanoTime() + budget.toNanos();
        if (circuit.isPresent() && !circuit.get().tryAcquirePermission()) {
            throw FailedAttempt.because(
                            "not asked, since the last requests to this server failed; it is left alone for a while")
                    .retryable(true)
                    .last();
        }
        boolean admitted = false;
        boolean asked = false;
        boolean judged = false;
        try {
            awaitPause(left(end, time), time);
            // The place first: it can be given back, a turn that was taken cannot.
            awaitPlace(left(end, time));
            admitted = true;
            awaitTurn(left(end, time), time);
            // Another request may have been told to wait while this one waited.
            awaitPause(left(end, time), time);
            asked = true;
            T answer = attempt.make(left(end, time));
            judged = true;
            circuit.ifPresent(breaker -> breaker.onSuccess(0, TimeUnit.NANOSECONDS));
            return answer;
        } catch (InterruptedException e) {
            throw FailedAttempt.interrupted("interrupted while waiting for its turn", e);
        } catch (FailedAttempt failure) {
            judged = asked && !failure.isInterruption();
            if (judged) {
                circuit.ifPresent(breaker -> judge(breaker, failure));
                failure.retryAfter()
                        .filter(wanted -> failure.isRetryable())
                        .ifPresent(wanted -> pause.extend(wanted, time));
            }
            throw failure;
        } finally {
            if (admitted) {
                places.ifPresent(Semaphore::release);
            }
            if (!judged) {
                circuit.ifPresent(CircuitBreaker::releasePermission);
            }
        }
    }

    private static Duration left(long end, Time time) {
        return Duration.ofNanos(end - time.nanoTime());
    }

    /** What the server told one of the models to wait, all of them wait. */
    private void awaitPause(Duration budget, Time time) throws InterruptedException, FailedAttempt {
        Duration wait = pause.left(time);
        if (wait.compareTo(longestWait) > 0 || wait.compareTo(budget) >= 0) {
            throw outOfTurn("the server asked for a pause, of which " + wait + " is left");
        }
        if (wait.compareTo(Duration.ZERO) > 0) {
            time.sleep(wait);
        }
    }

    private void awaitTurn(Duration budget, Time time) throws InterruptedException, FailedAttempt {
        if (rate.isEmpty()) {
            return;
        }
        long wait = reserve(rate.get(), budget);
        if (wait < 0) {
            throw outOfTurn("more requests wait than " + shown + " lets pass in time");
        }
        if (wait > 0) {
            time.sleep(Duration.ofNanos(wait));
        }
    }

    /**
     * Takes the next turn if it comes in time; otherwise it is left to others.
     *
     * @return how long until it comes, in nanoseconds; negative if it does not come in time
     */
    private synchronized long reserve(RateLimiter limiter, Duration budget) {
        Duration within = budget.minusNanos(1);
        if (within.isNegative()) {
            return -1;
        }
        limiter.changeTimeoutDuration(within.compareTo(longestWait) < 0 ? within : longestWait);
        return limiter.reservePermission();
    }

    private void awaitPlace(Duration budget) throws InterruptedException, FailedAttempt {
        Duration wait = budget.compareTo(longestWait) < 0 ? budget : longestWait;
        if (places.isPresent() && !places.get().tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            throw outOfTurn("all places of " + shown + " stayed taken");
        }
    }

    private static FailedAttempt outOfTurn(String why) {
        return FailedAttempt.because("not asked: " + why).retryable(true).last();
    }

    /** A server that answers is well, even if it says no; one that is silent or says that it is ill is not. */
    private static void judge(CircuitBreaker breaker, FailedAttempt failure) {
        if (failure.isRetryable() && failure.status() != TOO_MANY_REQUESTS) {
            // The breaker logs what it is told of, so it is told nothing that a server said, which may quote secrets.
            breaker.onError(0, TimeUnit.NANOSECONDS, FailedAttempt.because(failure.kind()));
        } else {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public String toString() {
        return shown;
    }

    /** Collects limits. Not safe for use by several threads. */
    public static final class Builder {
        private static final Duration SHORTEST = Duration.ofMillis(1);

        private int requests;
        private @Nullable Duration period;
        private int atOnce;
        private int failures;
        private @Nullable Duration pause;
        private Duration longestWait = Duration.ofMinutes(1);
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** At most so many requests in each period, which may follow each other at once. At least 1, and 1 ms. */
        public Builder requests(int count, Duration each) {
            this.requests = requirePositive(count, "number of requests");
            this.period = requireLong(each, "period");
            return this;
        }

        /** At most so many requests at once, at least 1. Places are given in the order of asking. */
        public Builder requestsAtOnce(int count) {
            this.atOnce = requirePositive(count, "number of requests at once");
            return this;
        }

        /**
         * After so many attempts in a row that failed by the server's fault (no connection, no answer in time, 408, 5xx, but not
         * 429), sends nothing for a while; then one request tries whether the server is well. At least 1, and 1 ms.
         */
        public Builder breakAfter(int failedAttempts, Duration rest) {
            this.failures = requirePositive(failedAttempts, "number of failed attempts");
            this.pause = requireLong(rest, "rest");
            return this;
        }

        /**
         * How long an attempt may wait for its place, again for its turn, and again for the end of a pause that the server asked
         * another one to make. At least 1 ms; a minute by default.
         */
        public Builder longestWait(Duration wait) {
            this.longestWait = requireLong(wait, "longest wait");
            return this;
        }

        Builder clock(Clock value) {
            this.clock = value;
            return this;
        }

        /** Builds the limits, to be given to several models. */
        public ServerLimits build() {
            return new ServerLimits(this);
        }

        private static int requirePositive(int count, String what) {
            if (count < 1) {
                throw new IllegalArgumentException("The " + what + " is at least 1, not " + count);
            }
            return count;
        }

        private static Duration requireLong(Duration duration, String what) {
            if (duration.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException("The " + what + " is at least 1 ms, not " + duration);
            }
            return duration;
        }

        @Override
        public String toString() {
            return "ServerLimits[" + (period == null ? "" : requests + " requests each " + period + ", ")
                    + (atOnce == 0 ? "" : atOnce + " at once, ")
                    + (pause == null ? "" : "break after " + failures + " failures for " + pause + ", ")
                    + "longest wait " + longestWait + "]";
        }
    }
}
