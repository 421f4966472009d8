package ai.kern.tool;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/** A {@link Tool} method of a class, read once for all its objects. */
final class MethodTool {
    private final String name;
    private final String description;
    private final ToolMarks marks;
    private final GateMarks gateMarks;
    private final ToolSchema schema;
    private final List<Slot> slots;
    private final Method method;
    private final String origin;

    private MethodTool(
            String name,
            String description,
            ToolMarks marks,
            GateMarks gateMarks,
            ToolSchema schema,
            List<Slot> slots,
            Method method,
            String origin) {
        this.name = name;
        this.description = description;
        this.marks = marks;
        this.gateMarks = gateMarks;
        this.schema = schema;
        this.slots = slots;
        this.method = method;
        this.origin = origin;
    }

    /**
     * The tool that a family of methods is, if one of them is marked.
     *
     * @throws IllegalArgumentException if it cannot be a tool; the message names the method and the cure
     */
    static Optional<MethodTool> of(Class<?> owner, MethodFamily family) {
        List<Tool> tools = family.methods().stream()
                .flatMap(method -> Stream.ofNullable(method.getAnnotation(Tool.class)))
                .toList();
        GateMarks gateMarks = GateMarks.of(owner, family);
        if (tools.isEmpty()) {
            if (!gateMarks.isEmpty()) {
                throw new IllegalArgumentException(family + " is marked with " + gateMarks.names()
                        + " and is no tool, so the mark protects nothing; add @Tool, or take the mark away");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(read(owner, family, tools, gateMarks));
        } catch (UnsupportedTypeException e) {
            throw new IllegalArgumentException(family + ": " + e.messageText(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(family + ": " + e.getMessage(), e);
        }
    }

    private static MethodTool read(Class<?> owner, MethodFamily family, List<Tool> tools, GateMarks gateMarks) {
        ToolMarks marks = ToolMarks.NONE;
        for (Tool tool : tools) {
            marks = marks.and(ToolMarks.of(tool));
        }
        checkResult(family.mostSpecific());
        List<TypeProperty> properties = new ArrayList<>();
        List<Slot> slots = new ArrayList<>();
        Map<TypeVariable<?>, TypeUse> variables = TypeUse.of(owner).variables();
        for (int i = 0; i < family.mostSpecific().getParameterCount(); i++) {
            Parameter parameter = family.mostSpecific().getParameters()[i];
            if (parameter.getType() == ToolContext.class) {
                slots.add(new Slot("", Optional.empty()));
            } else {
                TypeProperty property = property(family, i, variables);
                properties.add(property);
                slots.add(new Slot(property.name(), Optional.of(ArgumentMapper.javaType(property.type()))));
            }
        }
        return new MethodTool(
                name(family, tools),
                firstSaid(tools.stream().map(Tool::description)),
                marks,
                gateMarks,
                ToolSchema.of(properties, Optional.empty()),
                List.copyOf(slots),
                accessible(family),
                family.toString());
    }

    private static String name(MethodFamily family, List<Tool> tools) {
        List<String> names = said(tools.stream().map(Tool::name));
        if (names.size() > 1) {
            throw new IllegalArgumentException("name is declared twice with different values, "
                    + String.join(" and ", names) + "; declare it once, or equally");
        }
        return names.isEmpty() ? ToolNames.snakeCase(family.mostSpecific().getName()) : names.get(0);
    }

    private static List<String> said(Stream<String> texts) {
        return texts.filter(text -> !text.isEmpty()).distinct().toList();
    }

    private static String firstSaid(Stream<String> texts) {
        return said(texts).stream().findFirst().orElse("");
    }

    /** What is not there yet when the method returns would be told to the model as a result. */
    private static void checkResult(Method method) {
        Class<?> type = method.getReturnType();
        if (Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("it returns a " + type.getSimpleName()
                    + ", which is no result yet; wait for it in the method and return the value");
        }
    }

    private static TypeProperty property(MethodFamily family, int index, Map<TypeVariable<?>, TypeUse> variables) {
        List<Parameter> parameters = family.methods().stream()
                .map(method -> method.getParameters()[index])
                .toList();
        List<Param> params = parameters.stream()
                .flatMap(parameter -> Stream.ofNullable(parameter.getAnnotation(Param.class)))
                .toList();
        String name = parameterName(parameters, params, index);
        Parameter first = parameters.get(0);
        try {
            TypeUse type = TypeUse.of(first.getAnnotatedType(), variables);
            boolean optional = params.stream().anyMatch(param -> !param.required())
                    || parameters.stream().anyMatch(parameter -> TypeUse.isMarkedNullable(parameter));
            String description = firstSaid(params.stream().map(Param::description));
            boolean redact = params.stream().anyMatch(Param::redact);
            return TypeProperty.of(name, type, optional, description, redact);
        } catch (UnsupportedTypeException e) {
            throw new UnsupportedTypeException("parameter '" + name + "': " + e.messageText(), e);
        }
    }

    private static String parameterName(List<Parameter> parameters, List<Param> params, int index) {
        List<String> names = said(params.stream().map(Param::name));
        if (names.size() > 1) {
            throw new IllegalArgumentException("parameter " + (index + 1) + " is named differently, "
                    + String.join(" and ", names) + "; name it once, or equally");
        }
        if (!names.isEmpty()) {
            return names.get(0);
        }
        return parameters.stream()
                .filter(Parameter::isNamePresent)
                .map(Parameter::getName)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("parameter " + (index + 1)
                        + " has no name; compile the class with -parameters, or add @Param(name = \"...\")"));
    }

    private static Method accessible(MethodFamily family) {
        for (Method method : family.methods()) {
            if (isPublic(method) || opens(method)) {
                return method;
            }
        }
        Class<?> declaring = family.mostSpecific().getDeclaringClass();
        throw new IllegalArgumentException("module " + declaring.getModule().getName() + " does not open package "
                + declaring.getPackageName() + " to kern; add 'opens " + declaring.getPackageName()
                + " to ai.kern.core, tools.jackson.databind;' to its module-info, or make the class and the method public"
                + " and export the package");
    }

    private static boolean isPublic(Method method) {
        Class<?> declaring = method.getDeclaringClass();
        boolean isPublic = Modifier.isPublic(method.getModifiers());
        for (@Nullable Class<?> type = declaring; type != null; type = type.getEnclosingClass()) {
            isPublic &= Modifier.isPublic(type.getModifiers());
        }
        return isPublic && declaring.getModule().isExported(declaring.getPackageName(), MethodTool.class.getModule());
    }

    private static boolean opens(Method method) {
        try {
            return method.trySetAccessible();
        } catch (InaccessibleObjectException e) {
            return false;
        }
    }

    /**
     * The tool of one object.
     *
     * @throws IllegalArgumentException if a mark of a gate is served by nobody, or marks stand for different gates
     */
    ToolDefinition of(Object object) {
        @Nullable Object target = Modifier.isStatic(method.getModifiers()) ? null : object;
        return new ToolDefinition(
                name,
                description,
                schema,
                marksWithGate(),
                (arguments, context) -> call(target, arguments, context),
                origin);
    }

    private ToolMarks marksWithGate() {
        try {
            return gateMarks.gate().map(gate -> marks.with(ToolMark.GATE, gate)).orElse(marks);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
        }
    }

    private @Nullable Object call(@Nullable Object target, ToolArguments arguments, ToolContext context)
            throws Exception {
        @Nullable Object[] values = new @Nullable Object[slots.size()];
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            values[i] = slot.type().isPresent()
                    ? arguments.convert(slot.name(), slot.type().get())
                    : context;
        }
        try {
            return method.invoke(target, values);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof Exception exception) {
                throw exception;
            }
            throw e;
        }
    }

    /** A parameter of the method: an argument, or without a type the context. */
    private record Slot(String name, Optional<JavaType> type) {}
}
