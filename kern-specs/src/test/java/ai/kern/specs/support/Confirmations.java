package ai.kern.specs.support;

import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import java.util.function.Function;

/** How a test answers confirmations. */
public final class Confirmations {
    private Confirmations() {}

    public static Resolution confirm(Requirement requirement) {
        return ((Confirmation) requirement).confirm();
    }

    public static Resolution reject(Requirement requirement) {
        return ((Confirmation) requirement).reject();
    }

    public static Function<Requirement, Resolution> rejectWith(String note) {
        return requirement -> ((Confirmation) requirement).reject(note);
    }
}
