package ai.kern.model;

/**
 * Tokens that requests cost, as the provider counted them; zero where it said nothing.
 *
 * @param inputTokens tokens sent, cached ones included
 * @param outputTokens tokens received, those of reasoning included
 * @param cachedInputTokens how many of the tokens sent came from the provider's cache
 * @param reasoningTokens how many of the tokens received were reasoning
 */
public record Usage(long inputTokens, long outputTokens, long cachedInputTokens, long reasoningTokens) {
    /** No tokens. */
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    /** The sum of this and another. */
    public Usage plus(Usage other) {
        return new Usage(
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                cachedInputTokens + other.cachedInputTokens,
                reasoningTokens + other.reasoningTokens);
    }
}
