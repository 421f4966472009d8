package ai.kern.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Another name for {@link Approval} of type {@link ApprovalType#AUDIT}: a record tells afterwards who let the call through or
 * rejected it, and what came of it. Stands beside a mark that asks a person.
 */
@Documented
@GateMark
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface LogApproval {}
