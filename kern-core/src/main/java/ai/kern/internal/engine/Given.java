package ai.kern.internal.engine;

import ai.kern.internal.Redaction;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.run.InvalidResolutionException;
import ai.kern.tool.GateDecision;
import java.util.List;
import java.util.Optional;

/**
 * An answer to a requirement, whoever gave it.
 *
 * @param requirement the requirement as it is stored
 * @param type what was answered
 * @param by who answered
 * @param text the note, result or error
 * @param values changed arguments, provided values or choices, as JSON text
 */
record Given(
        RequirementRecord requirement,
        AnswerType type,
        Optional<Actor> by,
        Optional<String> text,
        Optional<String> values) {

    static Given of(RequirementRecord requirement, Resolution resolution, Optional<Actor> by) {
        return new Given(requirement, resolution.type(), by, resolution.text(), valuesOf(requirement, resolution));
    }

    /** The values in clear: changed arguments may have masks where the caller leaves what he was not shown. */
    private static Optional<String> valuesOf(RequirementRecord requirement, Resolution resolution) {
        Documents.Asked asked = requirement.asked();
        List<String> redacted =
                asked.definition().map(Documents.Definition::redacted).orElse(List.of());
        if (resolution.type() != AnswerType.CONFIRM) {
            return resolution.values();
        }
        try {
            return resolution.values().map(values -> Redaction.unmask(values, asked.arguments(), redacted));
        } catch (IllegalArgumentException leftMasked) {
            throw new InvalidResolutionException("the changed arguments for " + AnswerChecks.name(requirement)
                    + " are not complete: " + leftMasked.getMessage() + ". Nothing was stored");
        }
    }

    static Given of(RequirementRecord requirement, GateDecision decision) {
        return new Given(requirement, decision.type(), decision.by(), decision.text(), decision.values());
    }

    Documents.Settled document() {
        return new Documents.Settled(type, by, text, values);
    }

    GateDecision decision() {
        return new GateDecision(type, by, text, values);
    }
}
