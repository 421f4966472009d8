package ai.kern.tool;

import ai.kern.internal.GateProviders;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The marks of gates on the methods of one family. Immutable. */
final class GateMarks {
    private final Class<?> owner;
    private final List<Annotation> marks;

    private GateMarks(Class<?> owner, List<Annotation> marks) {
        this.owner = owner;
        this.marks = marks;
    }

    /** The marks of a family, those on overridden and interface methods included. */
    static GateMarks of(Class<?> owner, MethodFamily family) {
        return new GateMarks(
                owner,
                family.methods().stream()
                        .flatMap(method -> Arrays.stream(method.getAnnotations()))
                        .filter(annotation -> annotation.annotationType().isAnnotationPresent(GateMark.class))
                        .distinct()
                        .toList());
    }

    boolean isEmpty() {
        return marks.isEmpty();
    }

    /**
     * The gate that the marks stand for.
     *
     * @throws IllegalArgumentException if nobody serves one of them, or they stand for different gates
     */
    Optional<Gate> gate() {
        List<Gate> gates = new ArrayList<>();
        for (Annotation mark : marks) {
            Gate gate = GateProviders.serving(mark.annotationType(), owner).gate(mark);
            if (!gates.contains(gate)) {
                gates.add(gate);
            }
        }
        if (gates.size() > 1) {
            throw new IllegalArgumentException("it has marks of gates that differ, " + this
                    + ", on methods that override each other; let them say the same, or keep one");
        }
        return gates.stream().findFirst();
    }

    /** The names of the marks, without what they say. */
    String names() {
        return marks.stream()
                .map(mark -> "@" + mark.annotationType().getSimpleName())
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    /** The marks with all that they say. */
    @Override
    public String toString() {
        return String.join(" and ", marks.stream().map(Annotation::toString).toList());
    }
}
