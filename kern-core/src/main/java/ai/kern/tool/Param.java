package ai.kern.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a tool's parameter, or a component of a record that is one, to the model. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
public @interface Param {
    /** The name in the schema; by default the parameter's own, for which the class is compiled with {@code -parameters}. */
    String name() default "";

    /** What the value means, for the model. */
    String description() default "";

    /**
     * Whether the model must give it. One that is left out is null; a primitive cannot be. An {@code Optional} and a
     * {@code @Nullable} one are not required either, whatever this says.
     */
    boolean required() default true;

    /**
     * Nobody but the tool sees the value: wherever a call is shown, printed, logged or recorded, {@code [redacted]} stands in
     * its place, whatever it is and however deep it stands. The run's own rows hold it in clear, and the model knows what it
     * wrote itself.
     */
    boolean redact() default false;
}
