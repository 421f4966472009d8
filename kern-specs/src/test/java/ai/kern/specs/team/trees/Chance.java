package ai.kern.specs.team.trees;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is left to chance in a tree. Not safe for use by several threads. */
final class Chance {
    private final Random random;

    Chance(Random random) {
        this.random = random;
    }

    /** Whether something happens that does so many times in a hundred. */
    boolean percent(int share) {
        return random.nextInt(100) < share;
    }

    /** A number from the first to the last, both included. */
    int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    /** A number from the first to the last, half as often with each step. */
    int nearer(int first, int last) {
        int number = first;
        while (number < last && random.nextBoolean()) {
            number++;
        }
        return number;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The same things in any order. */
    <T> List<T> shuffled(List<T> things) {
        List<T> any = new ArrayList<>(things);
        Collections.shuffle(any, random);
        return any;
    }
}
