package ai.kern.specs.support;

import ai.kern.requirement.Confirmation;
import ai.kern.requirement.Requirement;
import ai.kern.requirement.Resolution;
import ai.kern.run.RunOutput;
import java.util.List;
import java.util.function.Function;

/** How a test answers confirmations. */
public final class Confirmations {
    private Confirmations() {}

    public static Resolution confirm(Requirement requirement) {
        return ((Confirmation) requirement).confirm();
    }

    /** One confirmation for each open requirement. */
    public static List<Resolution> confirmAll(RunOutput run) {
        return run.activeRequirements().stream().map(Confirmations::confirm).toList();
    }

    public static Resolution reject(Requirement requirement) {
        return ((Confirmation) requirement).reject();
    }

    public static Function<Requirement, Resolution> rejectWith(String note) {
        return requirement -> ((Confirmation) requirement).reject(note);
    }
}
