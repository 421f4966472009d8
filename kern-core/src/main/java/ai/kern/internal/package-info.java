/** What more than one package of this module needs and nobody outside it may use. */
@NullMarked
package ai.kern.internal;

import org.jspecify.annotations.NullMarked;
