package ai.kern.cookbook;

import ai.kern.testkit.Script;

/**
 * A program of the cookbook. It shows one pattern as an application would have it, and checks what it shows: where something
 * does not hold, it fails. {@link ExampleProgram} runs it.
 */
public interface Example {
    /** What it shows, in one line. */
    String shows();

    /** What a scripted model answers, where no real one is asked. */
    Script script();

    /**
     * Runs it once.
     *
     * @throws CheckFailedException if something that it shows does not hold
     * @throws Exception if anything else fails
     */
    void play(Stage stage) throws Exception;
}
