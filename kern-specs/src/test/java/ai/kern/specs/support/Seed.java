package ai.kern.specs.support;

import java.util.Optional;
import java.util.Random;

/**
 * Where what a test does by chance begins. A failure tells its seed, and {@code -Dkern.seed=…} repeats it; {@code -Dkern.rounds=…}
 * says how often such a test tries.
 */
public record Seed(long value) {
    /** What may fail. */
    @FunctionalInterface
    public interface Play {
        void play() throws Exception;
    }

    /** The seed that the command line gives. */
    public static Optional<Seed> given() {
        return Optional.ofNullable(Long.getLong("kern.seed")).map(Seed::new);
    }

    /** The seed that the command line gives, or one by chance. */
    public static Seed givenOrAny() {
        return given().orElseGet(() -> new Seed(new Random().nextLong()));
    }

    /** How often to try: as usual, unless the command line says otherwise. */
    public static int rounds(int usual) {
        return Integer.getInteger("kern.rounds", usual);
    }

    /** Chance as it is from here on, the same each time. */
    public Random random() {
        return new Random(value);
    }

    /** Plays something that began here. What goes wrong is told with the seed, and with what was played. */
    public void play(Object what, Play play) throws Exception {
        try {
            play.play();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("With -Dkern.seed=" + value + " on " + what, failure);
        }
    }
}
