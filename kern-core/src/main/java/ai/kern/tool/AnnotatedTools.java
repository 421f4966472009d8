package ai.kern.tool;

import java.util.Comparator;
import java.util.List;

/** The tools of objects whose classes have {@link Tool} methods. */
final class AnnotatedTools {
    private static final ClassValue<List<MethodTool>> TOOLS = new ClassValue<>() {
        @Override
        protected List<MethodTool> computeValue(Class<?> type) {
            return MethodFamily.of(type).stream()
                    .flatMap(family -> MethodTool.of(type, family).stream())
                    .toList();
        }
    };

    private AnnotatedTools() {}

    /**
     * The tools of an object, by name: the order in which the machine lists methods may change from run to run.
     *
     * @throws IllegalArgumentException if there are none, or one of them is not what it should be
     */
    static List<ToolDefinition> of(Object object) {
        List<MethodTool> tools = TOOLS.get(object.getClass());
        if (tools.isEmpty()) {
            throw new IllegalArgumentException("a " + object.getClass().getName()
                    + " is no tool: its class has no method with @Tool. Add one, or give a FunctionTool or a Toolkit");
        }
        return tools.stream()
                .map(tool -> tool.of(object))
                .sorted(Comparator.comparing(ToolDefinition::name))
                .toList();
    }
}
