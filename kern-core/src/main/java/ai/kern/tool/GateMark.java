package ai.kern.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes an annotation the mark of a gate: a tool method that carries it is called through the gate alone. The
 * {@link GateProvider} that serves the mark is found when the agent is built; a mark that nobody serves, or two do, is an error
 * then, so that a forgotten module cannot open a door.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.ANNOTATION_TYPE)
public @interface GateMark {}
