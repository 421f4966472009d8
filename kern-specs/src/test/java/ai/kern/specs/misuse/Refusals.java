package ai.kern.specs.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How mistakes are refused. */
final class Refusals {
    private Refusals() {}

    /** The mistake is refused by exactly this exception, whose message has all of these parts. */
    static void assertRefused(Class<? extends Throwable> type, ThrowingCallable mistake, String... message) {
        assertThatExceptionOfType(type)
                .isThrownBy(mistake)
                .isExactlyInstanceOf(type)
                .satisfies(refused -> assertThat(refused.getMessage()).contains(message));
    }

    /** The null is refused by a message that says where it was. */
    static void assertNullRefused(ThrowingCallable mistake, String... message) {
        assertRefused(NullPointerException.class, mistake, message);
    }
}
