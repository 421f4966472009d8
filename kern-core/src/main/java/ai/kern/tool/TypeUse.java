package ai.kern.tool;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * A Java type as it is used in one place, with every type variable resolved.
 *
 * @param raw its class
 * @param arguments its type arguments; of an array the type of its elements
 * @param nullable whether it is marked so
 */
record TypeUse(Class<?> raw, List<TypeUse> arguments, boolean nullable) {
    TypeUse {
        arguments = List.copyOf(arguments);
    }

    /** A class without type parameters, or one whose parameters are checked when it is used. */
    static TypeUse of(Class<?> type) {
        return new TypeUse(type, List.of(), false);
    }

    /**
     * The use of a type.
     *
     * @param variables what the type variables in sight stand for
     * @throws UnsupportedTypeException if a part of it is not known: a wildcard, a raw type, a variable of a method
     */
    static TypeUse of(AnnotatedType type, Map<TypeVariable<?>, TypeUse> variables) {
        boolean nullable = isMarkedNullable(type);
        if (type instanceof AnnotatedParameterizedType parameterized) {
            List<TypeUse> arguments = new ArrayList<>();
            for (AnnotatedType argument : parameterized.getAnnotatedActualTypeArguments()) {
                arguments.add(of(argument, variables));
            }
            return new TypeUse((Class<?>) ((ParameterizedType) type.getType()).getRawType(), arguments, nullable);
        }
        if (type instanceof AnnotatedArrayType array) {
            TypeUse element = of(array.getAnnotatedGenericComponentType(), variables);
            return new TypeUse(element.raw().arrayType(), List.of(element), nullable);
        }
        if (type instanceof AnnotatedTypeVariable variable) {
            TypeUse bound = variables.get((TypeVariable<?>) variable.getType());
            if (bound == null) {
                throw new UnsupportedTypeException("the type variable " + variable.getType()
                        + " stands for nothing that kern could know; use a type");
            }
            return nullable ? bound.asNullable() : bound;
        }
        if (type instanceof AnnotatedWildcardType) {
            throw new UnsupportedTypeException(
                    "the wildcard " + type.getType() + " has no JSON schema; use a type in its place");
        }
        return new TypeUse((Class<?>) type.getType(), List.of(), nullable);
    }

    /** Whether something is annotated {@code @Nullable}, whoever's annotation that is. */
    static boolean isMarkedNullable(AnnotatedElement element) {
        for (Annotation annotation : element.getAnnotations()) {
            if (annotation.annotationType().getSimpleName().equals("Nullable")) {
                return true;
            }
        }
        return false;
    }

    /** The same type where it may be null. */
    TypeUse asNullable() {
        return new TypeUse(raw, arguments, true);
    }

    /** The same type without regard to whether it may be null here. */
    TypeUse asPlain() {
        return new TypeUse(raw, arguments, false);
    }

    /** Whether type arguments are missing. */
    boolean isRaw() {
        return !raw.isArray() && raw.getTypeParameters().length != arguments.size();
    }

    /** How deep type arguments nest in it. */
    int depth() {
        return 1 + arguments.stream().mapToInt(TypeUse::depth).max().orElse(0);
    }

    /** What the type variables of this type's class stand for, and those of the classes and interfaces above it. */
    Map<TypeVariable<?>, TypeUse> variables() {
        Map<TypeVariable<?>, TypeUse> variables = new HashMap<>();
        collect(this, variables);
        return variables;
    }

    private static void collect(TypeUse type, Map<TypeVariable<?>, TypeUse> variables) {
        TypeVariable<?>[] parameters = type.raw.getTypeParameters();
        for (int i = 0; i < parameters.length && i < type.arguments.size(); i++) {
            variables.put(parameters[i], type.arguments.get(i));
        }
        List<AnnotatedType> above = new ArrayList<>(List.of(type.raw.getAnnotatedInterfaces()));
        if (type.raw.getAnnotatedSuperclass() != null) {
            above.add(type.raw.getAnnotatedSuperclass());
        }
        for (AnnotatedType supertype : above) {
            try {
                collect(of(supertype, variables), variables);
            } catch (UnsupportedTypeException e) {
                // Only matters where a variable of that supertype is used; there it is unknown, which is an error.
                Class<?> raw = supertype.getType() instanceof ParameterizedType parameterized
                        ? (Class<?>) parameterized.getRawType()
                        : (Class<?>) supertype.getType();
                collect(of(raw), variables);
            }
        }
    }

    /** This type in the terms of the mapper. */
    JavaType javaType(TypeFactory types) {
        if (raw.isArray()) {
            return arguments.isEmpty()
                    ? types.constructType(raw)
                    : types.constructArrayType(arguments.get(0).javaType(types));
        }
        if (arguments.isEmpty()) {
            return types.constructType(raw);
        }
        return types.constructParametricType(
                raw, arguments.stream().map(a -> a.javaType(types)).toArray(JavaType[]::new));
    }

    /** The type as a developer would write it. */
    @Override
    public String toString() {
        if (raw.isArray() && !arguments.isEmpty()) {
            return arguments.get(0) + "[]";
        }
        if (arguments.isEmpty()) {
            return raw.getTypeName();
        }
        return raw.getTypeName() + "<"
                + String.join(", ", arguments.stream().map(TypeUse::toString).toList()) + ">";
    }
}
