package ai.kern.tool;

import java.util.List;

/** The tools of an object whose class has {@link Tool} methods. */
final class AnnotatedTools {
    private AnnotatedTools() {}

    static List<ToolDefinition> of(Object object) {
        throw new UnsupportedOperationException("tools of annotated objects come next: " + object.getClass());
    }
}
