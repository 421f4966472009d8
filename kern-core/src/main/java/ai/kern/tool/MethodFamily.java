package ai.kern.tool;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A method of a class together with those that it overrides or implements, the most specific first. What one of them says,
 * each of them says.
 */
final class MethodFamily {
    private final List<Method> methods = new ArrayList<>();
    private final List<Class<?>> parameterTypes;

    private MethodFamily(Method first, List<Class<?>> parameterTypes) {
        this.methods.add(first);
        this.parameterTypes = parameterTypes;
    }

    /** All methods of a class that a developer wrote, inherited ones included. */
    static List<MethodFamily> of(Class<?> type) {
        Map<TypeVariable<?>, TypeUse> variables = TypeUse.of(type).variables();
        List<MethodFamily> families = new ArrayList<>();
        for (Class<?> declaring : lineage(type)) {
            for (Method method : declaring.getDeclaredMethods()) {
                if (!isWritten(method, declaring)) {
                    continue;
                }
                List<Class<?>> parameterTypes = parameterTypes(method, variables);
                families.stream()
                        .filter(family -> family.stemsFrom(method, parameterTypes))
                        .findFirst()
                        .ifPresentOrElse(
                                family -> family.methods.add(method),
                                () -> families.add(new MethodFamily(method, parameterTypes)));
            }
        }
        return families;
    }

    private static boolean isWritten(Method method, Class<?> declaring) {
        boolean inherited = !declaring.isInterface()
                || !(Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers()));
        return inherited && !method.isSynthetic() && !method.isBridge();
    }

    /** The class, its superclasses, then their interfaces, those of more specific ones first. */
    private static Set<Class<?>> lineage(Class<?> type) {
        Set<Class<?>> lineage = new LinkedHashSet<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            lineage.add(c);
        }
        List<Class<?>> waiting = new ArrayList<>(lineage);
        while (!waiting.isEmpty()) {
            List<Class<?>> next = new ArrayList<>();
            waiting.forEach(c -> next.addAll(Arrays.asList(c.getInterfaces())));
            lineage.addAll(next);
            waiting = next;
        }
        return lineage;
    }

    private static List<Class<?>> parameterTypes(Method method, Map<TypeVariable<?>, TypeUse> variables) {
        List<Class<?>> types = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            types.add(erased(parameter, variables));
        }
        return types;
    }

    private static Class<?> erased(Parameter parameter, Map<TypeVariable<?>, TypeUse> variables) {
        try {
            return TypeUse.of(parameter.getAnnotatedType(), variables).raw();
        } catch (UnsupportedTypeException e) {
            return parameter.getType(); // its type arguments do not matter here
        }
    }

    private boolean stemsFrom(Method above, List<Class<?>> types) {
        Method method = methods.get(0);
        return method.getName().equals(above.getName())
                && parameterTypes.equals(types)
                && !Modifier.isPrivate(method.getModifiers())
                && !Modifier.isPrivate(above.getModifiers())
                && Modifier.isStatic(method.getModifiers()) == Modifier.isStatic(above.getModifiers())
                && isVisibleFrom(above, method);
    }

    private static boolean isVisibleFrom(Method above, Method method) {
        return Modifier.isPublic(above.getModifiers())
                || Modifier.isProtected(above.getModifiers())
                || above.getDeclaringClass().getPackage()
                        == method.getDeclaringClass().getPackage();
    }

    /** The methods, the most specific first. */
    List<Method> methods() {
        return methods;
    }

    /** The method that a call runs. */
    Method mostSpecific() {
        return methods.get(0);
    }

    /** The method as a developer would name it. */
    @Override
    public String toString() {
        Method method = mostSpecific();
        return "method " + method.getDeclaringClass().getName() + "." + method.getName() + "("
                + String.join(
                        ", ", parameterTypes.stream().map(Class::getSimpleName).toList()) + ")";
    }
}
