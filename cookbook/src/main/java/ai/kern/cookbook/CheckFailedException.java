package ai.kern.cookbook;

/** Something that an example shows does not hold. */
public final class CheckFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CheckFailedException(String claim) {
        super("this does not hold: " + claim);
    }
}
