package ai.kern.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is told of a long text. */
@Tag("RUN-5")
class ExcerptTest {
    private static final String SMILE = "\uD83D\uDE00";

    @Test
    void aTextThatIsNotTooLongIsToldWhole() {
        assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
    }

    @Test
    void aLongerOneIsCutAndSaysHowLongItIs() {
        assertThat(Excerpt.of("abcd", 3)).isEqualTo("abc… (cut; 4 characters)");
    }

    @Test
    void aCharacterOfTwoHalvesIsNotSplit() {
        assertThat(Excerpt.of("ab" + SMILE + "c", 3)).isEqualTo("ab… (cut; 5 characters)");
        assertThat(Excerpt.of("a" + SMILE + "bc", 3)).isEqualTo("a" + SMILE + "… (cut; 5 characters)");
    }

    @Test
    void aHalfThatStoodAloneStaysAsItWas() {
        assertThat(Excerpt.of("ab\uD83Dcd", 3)).isEqualTo("ab\uD83D… (cut; 5 characters)");
    }
}
