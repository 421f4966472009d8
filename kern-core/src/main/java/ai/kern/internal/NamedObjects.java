package ai.kern.internal;

import java.util.Map;
import java.util.Objects;

/** The objects that callers give to tools by name. */
public final class NamedObjects {
    private NamedObjects() {}

    /** Adds an object; refuses one without a name, and a name without an object. */
    public static void put(Map<String, Object> objects, String name, Object object) {
        Objects.requireNonNull(name, "the name of an object is null; tools ask for objects by their names");
        Objects.requireNonNull(object, () -> "the object '" + name + "' is null; give one, or leave it out");
        objects.put(name, object);
    }
}
