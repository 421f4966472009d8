package ai.kern.tool;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/** Tells the mapper the names that {@link Param} gives, so that schema and conversion agree. */
final class ParamNames extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable PropertyName findNameForDeserialization(MapperConfig<?> config, Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter)) {
            return null;
        }
        Param param = parameter.getAnnotation(Param.class);
        if (param == null) {
            param = componentOf(parameter)
                    .map(component -> component.getAnnotation(Param.class))
                    .orElse(null);
        }
        return param == null || param.name().isEmpty() ? null : PropertyName.construct(param.name());
    }

    /**
     * The record component behind a parameter of a canonical constructor. One that is written out in full carries the
     * component's annotations only if they are repeated there.
     */
    static Optional<RecordComponent> componentOf(AnnotatedParameter parameter) {
        if (!(parameter.getOwner().getMember() instanceof Constructor<?> constructor)
                || !constructor.getDeclaringClass().isRecord()) {
            return Optional.empty();
        }
        RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return Arrays.equals(types, constructor.getParameterTypes())
                ? Optional.of(components[parameter.getIndex()])
                : Optional.empty();
    }
}
