package ai.kern.tool;

import ai.kern.internal.Redaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what is marked by {@link Param#redact()} in Java types that have a schema, however deep it stands. */
final class RedactedFields {
    private final Deque<TypeUse> open = new ArrayDeque<>();
    private final Set<TypeUse> recursive = new HashSet<>();

    private RedactedFields() {}

    /** Pointers to the marked parts of an object with these properties. */
    static List<String> of(List<TypeProperty> properties) {
        return new RedactedFields().in(properties);
    }

    private List<String> in(List<TypeProperty> properties) {
        List<String> pointers = new ArrayList<>();
        for (TypeProperty property : properties) {
            String step = Redaction.step(property.name());
            pointers.addAll(property.redact() ? List.of(step) : behind(step, in(property.type())));
        }
        return pointers;
    }

    private List<String> in(TypeUse type) {
        Class<?> raw = type.raw();
        if (SchemaGenerator.isPlain(raw)) {
            return List.of();
        }
        if (raw.isArray() && type.arguments().isEmpty()) {
            return in(TypeUse.of(raw.componentType()));
        }
        if (raw.isArray() || raw == Optional.class || Iterable.class.isAssignableFrom(raw)) {
            return in(type.arguments().get(0));
        }
        if (raw == Map.class) {
            return behind("/" + Redaction.ANY_KEY, in(type.arguments().get(1)));
        }
        return inObject(type.asPlain());
    }

    /** The parts of an object; of one that may hold others of its kind, those of all of them. */
    private List<String> inObject(TypeUse type) {
        if (open.contains(type)) {
            recursive.add(type);
            return List.of();
        }
        open.push(type);
        List<String> pointers = in(TypeProperty.of(type));
        open.pop();
        return recursive.contains(type) ? behind("/" + Redaction.ANY_DEPTH, pointers) : pointers;
    }

    private static List<String> behind(String front, Collection<String> pointers) {
        return pointers.stream().map(pointer -> front + pointer).toList();
    }
}
