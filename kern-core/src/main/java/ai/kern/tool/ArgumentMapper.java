package ai.kern.tool;

import ai.kern.internal.Json;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** Converts arguments to Java types without guessing: nothing is rounded, wrapped, cut off or taken for something else. */
final class ArgumentMapper {
    static final JsonMapper MAPPER = Json.mapper()
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .annotationIntrospector(AnnotationIntrospector.pair(new ParamNames(), new JacksonAnnotationIntrospector()))
            .addModule(ExactNumbers.module())
            .build();

    private static final Map<Class<?>, Object> ABSENT = Map.of(
            Optional.class, Optional.empty(),
            OptionalInt.class, OptionalInt.empty(),
            OptionalLong.class, OptionalLong.empty(),
            OptionalDouble.class, OptionalDouble.empty());

    private ArgumentMapper() {}

    static JavaType javaType(TypeUse type) {
        return type.javaType(MAPPER.getTypeFactory());
    }

    /**
     * Converts a value.
     *
     * @param field where the value stands, for the message; empty for the arguments as a whole
     * @throws InvalidArgumentsException if it does not fit
     */
    static Object convert(JsonNode value, JavaType type, String field) {
        try {
            return MAPPER.readerFor(type).readValue(value);
        } catch (JacksonException e) {
            String place = field + placeOf(e, field.isEmpty());
            String front = place.isEmpty() ? "" : place + ": ";
            throw new InvalidArgumentsException(
                    List.of(front + problemOf(e)), List.of(front + problemWithoutValue(e)), e);
        } catch (LinkageError | StackOverflowError thrown) {
            // Thrown by the type's own code, as its exceptions are.
            String problem = (field.isEmpty() ? "" : field + ": ") + "cannot be a "
                    + type.getRawClass().getSimpleName() + ": "
                    + thrown.getClass().getSimpleName();
            throw new InvalidArgumentsException(List.of(problem), List.of(problem), thrown);
        }
    }

    /** Converts the value of an argument; null if it is not there, or what the type has for that. */
    static @Nullable Object convertArgument(@Nullable JsonNode value, JavaType type, String field) {
        if (value == null || (value.isNull() && !type.isTypeOrSubTypeOf(JsonNode.class))) {
            return ABSENT.get(type.getRawClass());
        }
        return convert(value, type, field);
    }

    private static String placeOf(JacksonException problem, boolean atFront) {
        StringBuilder place = new StringBuilder();
        for (JacksonException.Reference step : problem.getPath()) {
            if (step.getPropertyName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() && atFront ? "" : ".").append(step.getPropertyName());
            }
        }
        return place.toString();
    }

    /** The problem without the value that has it. What a type says that refuses a value is the application's own. */
    private static String problemWithoutValue(JacksonException e) {
        if (e instanceof ValueInstantiationException) {
            return problemOf(e);
        }
        @Nullable
        Class<?> type = e instanceof MismatchedInputException mismatch
                ? mismatch.getTargetType()
                : e instanceof InputCoercionException coercion ? coercion.getTargetType() : null;
        return type == null ? "does not fit its type" : "is no " + type.getSimpleName();
    }

    private static String problemOf(JacksonException e) {
        Throwable cause = e.getCause();
        if (e instanceof ValueInstantiationException && cause != null) {
            return cause.getMessage() == null
                    ? "is refused with " + cause.getClass().getName()
                    : cause.getMessage();
        }
        if (e instanceof InvalidFormatException format) {
            Object value = format.getValue();
            String type = format.getTargetType() == null
                    ? "value"
                    : format.getTargetType().getSimpleName();
            String reason = cause instanceof DateTimeException ? " (" + cause.getMessage() + ")" : "";
            return value instanceof Number
                    ? value + " is no " + type + "; an integer is written without fraction and exponent"
                    : "'" + value + "' is no " + type + reason;
        }
        if (e instanceof InputCoercionException || e instanceof MismatchedInputException) {
            return e.getOriginalMessage().replace("`", "");
        }
        return e.getOriginalMessage();
    }
}
