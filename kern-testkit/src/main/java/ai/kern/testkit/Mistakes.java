package ai.kern.testkit;

import java.util.List;

/** Repeats mistakes to the test that could not see them where they were made. */
final class Mistakes {

    private Mistakes() {}

    static void verify(List<? extends Throwable> mistakes) {
        if (!mistakes.isEmpty()) {
            Throwable first = mistakes.get(0);
            throw new AssertionError(
                    mistakes.size() + " request(s) were wrong, the first one so: " + first.getMessage(), first);
        }
    }
}
