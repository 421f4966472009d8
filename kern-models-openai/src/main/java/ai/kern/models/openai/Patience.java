package ai.kern.models.openai;

import java.time.Duration;
import java.util.Optional;

/**
 * How long and how often a server is tried. Immutable.
 *
 * @param connectTimeout for a connection to stand
 * @param callTimeout for one attempt, from its first byte to its last, streamed or not
 * @param firstTokenTimeout for the first piece of a streamed answer
 * @param betweenTokensTimeout for each further sign of life of a streamed answer
 * @param maxAttempts the first one included
 * @param retryBudget for all attempts and the pauses between them
 * @param limits shared with other models
 */
record Patience(
        Duration connectTimeout,
        Duration callTimeout,
        Duration firstTokenTimeout,
        Duration betweenTokensTimeout,
        int maxAttempts,
        Duration initialBackoff,
        Duration retryBudget,
        Optional<ServerLimits> limits,
        Time time) {}
