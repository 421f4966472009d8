/**
 * What the engine asks of a language model: {@link ai.kern.model.Model} takes a {@link ai.kern.model.ModelRequest} (the
 * transcript as {@link ai.kern.model.Message}s, the tools on offer, and what is asked of the answer) and gives a
 * {@link ai.kern.model.ModelResponse}, whose pieces a {@link ai.kern.model.ModelListener} may hear as they come.
 *
 * <p>Texts, tool names and arguments are wire data: they are carried character for character and trusted by nobody.
 */
@NullMarked
package ai.kern.model;

import org.jspecify.annotations.NullMarked;
