package ai.kern.internal.engine;

import ai.kern.db.StoredRequirement;
import ai.kern.requirement.AnswerType;
import ai.kern.requirement.Resolution;
import ai.kern.run.Actor;
import ai.kern.tool.GateDecision;
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
        StoredRequirement requirement,
        AnswerType type,
        Optional<Actor> by,
        Optional<String> text,
        Optional<String> values) {

    static Given of(StoredRequirement requirement, Resolution resolution, Optional<Actor> by) {
        return new Given(requirement, resolution.type(), by, resolution.text(), resolution.values());
    }

    static Given of(StoredRequirement requirement, GateDecision decision) {
        return new Given(requirement, decision.type(), decision.by(), decision.text(), decision.values());
    }

    Documents.Settled document() {
        return new Documents.Settled(type, by, text, values);
    }

    GateDecision decision() {
        return new GateDecision(type, by, text, values);
    }
}
