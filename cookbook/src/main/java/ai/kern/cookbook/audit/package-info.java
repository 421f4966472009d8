/**
 * What auditors call: {@code ./kern audit} looks at the audit trail of a database and leaves it as it is.
 */
@NullMarked
package ai.kern.cookbook.audit;

import org.jspecify.annotations.NullMarked;
