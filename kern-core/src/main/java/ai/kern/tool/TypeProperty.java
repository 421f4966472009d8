package ai.kern.tool;

import java.io.File;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * One property of an object in a schema: a parameter of a method, a component of a record or a property of a bean.
 *
 * @param name its name in the schema
 * @param type its type
 * @param required whether it must be there
 * @param description for the model; may be empty
 * @param redact whether it is masked wherever it is shown
 */
record TypeProperty(String name, TypeUse type, boolean required, String description, boolean redact) {
    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    /**
     * A property.
     *
     * @param optional whether it is marked as one that need not be there
     * @throws UnsupportedTypeException if it is a primitive that need not be there
     */
    static TypeProperty of(String name, TypeUse type, boolean optional, String description, boolean redact) {
        boolean nullable = optional || type.nullable();
        if (nullable && type.raw().isPrimitive()) {
            throw new UnsupportedTypeException("a " + type.raw()
                    + " that is not required would be " + (type.raw() == boolean.class ? "false" : "0")
                    + " where nobody gave one; use its wrapper class or an Optional");
        }
        return new TypeProperty(
                name,
                nullable ? type.asNullable() : type,
                !nullable && !OPTIONALS.contains(type.raw()),
                description,
                redact);
    }

    private static TypeProperty of(String name, TypeUse type, AnnotatedElement element, Optional<Param> param) {
        boolean optional = TypeUse.isMarkedNullable(element)
                || param.map(given -> !given.required()).orElse(false);
        return of(
                name,
                type,
                optional,
                param.map(Param::description).orElse(""),
                param.map(Param::redact).orElse(false));
    }

    /**
     * The properties of a record or bean, as the mapper sees them, in declaration order.
     *
     * @throws UnsupportedTypeException if it is neither
     */
    static List<TypeProperty> of(TypeUse owner) {
        BeanDescription bean = describe(owner);
        List<TypeProperty> properties = new ArrayList<>();
        for (BeanPropertyDefinition property : bean.findProperties()) {
            if (property.couldDeserialize()) {
                try {
                    properties.add(of(owner, property));
                } catch (UnsupportedTypeException e) {
                    throw new UnsupportedTypeException(
                            owner.raw().getSimpleName() + "." + property.getName() + ": " + e.messageText(), e);
                }
            }
        }
        if (properties.isEmpty() && !owner.raw().isRecord()) {
            throw new UnsupportedTypeException(owner + " has no properties that could be set from JSON; use a record");
        }
        return properties;
    }

    private static TypeProperty of(TypeUse owner, BeanPropertyDefinition property) {
        AnnotatedParameter parameter = property.getConstructorParameter();
        if (parameter != null) {
            return ofParameter(owner, property.getName(), parameter);
        }
        AnnotatedMember mutator = property.getNonConstructorMutator();
        if (mutator instanceof AnnotatedField && mutator.getMember() instanceof Field field) {
            return of(
                    property.getName(),
                    TypeUse.of(field.getAnnotatedType(), owner.variables()),
                    field,
                    Optional.empty());
        }
        if (mutator != null && mutator.getMember() instanceof Method setter && setter.getParameterCount() == 1) {
            Parameter value = setter.getParameters()[0];
            return of(
                    property.getName(),
                    TypeUse.of(value.getAnnotatedType(), owner.variables()),
                    value,
                    Optional.ofNullable(value.getAnnotation(Param.class)));
        }
        throw new UnsupportedTypeException("can be set by neither a constructor, a setter nor a field");
    }

    private static TypeProperty ofParameter(TypeUse owner, String name, AnnotatedParameter parameter) {
        Optional<RecordComponent> component = ParamNames.componentOf(parameter);
        Parameter declared = ((Executable) parameter.getOwner().getMember()).getParameters()[parameter.getIndex()];
        Param param = declared.getAnnotation(Param.class);
        if (component.isPresent()) {
            return of(
                    name,
                    TypeUse.of(component.get().getAnnotatedType(), owner.variables()),
                    component.get(),
                    Optional.ofNullable(param == null ? component.get().getAnnotation(Param.class) : param));
        }
        return of(
                name, TypeUse.of(declared.getAnnotatedType(), owner.variables()), declared, Optional.ofNullable(param));
    }

    private static BeanDescription describe(TypeUse owner) {
        Class<?> type = owner.raw();
        checkKind(owner, type);
        JavaType javaType = ArgumentMapper.javaType(owner);
        DeserializationConfig config = ArgumentMapper.MAPPER.deserializationConfig();
        ClassIntrospector introspector = config.classIntrospectorInstance().forOperation(config);
        BeanDescription bean =
                introspector.introspectForDeserialization(javaType, introspector.introspectClassAnnotations(javaType));
        if (bean.findJsonValueAccessor() != null || hasOwnForm(bean)) {
            throw new UnsupportedTypeException(
                    owner
                            + " is written to JSON in a way of its own, which kern cannot read from its class; use a plain record");
        }
        checkAccess(type);
        return bean;
    }

    private static void checkKind(TypeUse owner, Class<?> type) {
        if (owner.isRaw()) {
            throw new UnsupportedTypeException(
                    owner + " is used without its type arguments; give them, as in List<String>");
        }
        if (Path.class.isAssignableFrom(type) || File.class.isAssignableFrom(type)) {
            throw new UnsupportedTypeException(
                    owner + " is no type of an argument; take the path as a String, and check where it leads");
        }
        if (type.isInterface() || type.isAnnotation() || Modifier.isAbstract(type.getModifiers())) {
            throw new UnsupportedTypeException(
                    owner + " is abstract, so that nothing can be made of it; use a record, or one concrete class");
        }
        String module = String.valueOf(type.getModule().getName());
        if (type.isPrimitive()
                || type.isArray()
                || type.isEnum()
                || module.startsWith("java.")
                || module.startsWith("jdk.")
                || (type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers()))) {
            throw new UnsupportedTypeException(owner
                    + " has no JSON schema; use a record of strings, numbers, booleans, enums, dates, lists and maps");
        }
    }

    private static boolean hasOwnForm(BeanDescription bean) {
        return bean.getConstructorsWithMode().stream()
                        .anyMatch(creator -> String.valueOf(creator.metadata).equals("DELEGATING"))
                || bean.getFactoryMethodsWithMode().stream()
                        .anyMatch(creator -> String.valueOf(creator.metadata).equals("DELEGATING"));
    }

    /** What the mapper may not reach would fail only when the model calls the tool. */
    private static void checkAccess(Class<?> type) {
        Module mapper = JsonMapper.class.getModule();
        boolean isPublic = true;
        for (@Nullable Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            isPublic &= Modifier.isPublic(outer.getModifiers());
        }
        Module module = type.getModule();
        boolean reachable = module.isOpen(type.getPackageName(), mapper)
                || (isPublic && module.isExported(type.getPackageName(), mapper));
        if (!reachable) {
            throw new UnsupportedTypeException(type.getName() + " cannot be made from JSON, since module "
                    + module.getName() + " does not open its package; add 'opens " + type.getPackageName()
                    + " to ai.kern.core, tools.jackson.databind;' to its module-info, or export the package and make the"
                    + " class public");
        }
    }
}
