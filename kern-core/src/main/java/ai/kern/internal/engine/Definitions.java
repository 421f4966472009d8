package ai.kern.internal.engine;

import ai.kern.tool.Gate;
import ai.kern.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a tool must be the same when a call runs as when it was shown: name, schema without descriptions, protection. */
final class Definitions {
    private Definitions() {}

    static Documents.Definition of(ToolDefinition tool) {
        return new Documents.Definition(
                tool.name(),
                tool.parameters().withoutDescriptions(),
                tool.protection(),
                tool.userInputFields(),
                tool.gate().map(Gate::kind),
                tool.redacted());
    }

    /** What changed since a call was shown; empty if nothing did. */
    static Optional<String> difference(Documents.Asked asked, Optional<ToolDefinition> now) {
        if (now.isEmpty()) {
            return Optional.of("the tool " + asked.toolName() + " is not among the agent's tools any more");
        }
        if (asked.definition().isEmpty()) {
            return Optional.of("the tool " + asked.toolName() + " was not among the agent's tools when it was asked");
        }
        Documents.Definition then = asked.definition().get();
        Documents.Definition today = of(now.get());
        List<String> changes = new ArrayList<>();
        if (!then.name().equals(today.name()) || !asked.toolName().equals(today.name())) {
            changes.add("it was shown as " + asked.toolName() + ", of the definition " + then.name()
                    + ", and the call is one of " + today.name());
        }
        if (!then.schema().equals(today.schema())) {
            changes.add("its schema was " + then.schema() + " and is now " + today.schema());
        }
        if (then.protection() != today.protection()) {
            changes.add("its protection was " + then.protection() + " and is now " + today.protection());
        }
        if (!then.userInputFields().equals(today.userInputFields())) {
            changes.add(
                    "its user input fields were " + then.userInputFields() + " and are now " + today.userInputFields());
        }
        if (!then.gate().equals(today.gate())) {
            changes.add("its gate was " + then.gate().orElse("none") + " and is now "
                    + today.gate().orElse("none"));
        }
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of("the tool " + asked.toolName() + " changed: " + String.join("; ", changes));
    }
}
