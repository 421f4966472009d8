/**
 * What the engine asks of a language model: {@link ai.kern.model.Model} takes a {@link ai.kern.model.ModelRequest} (the
 * transcript as {@link ai.kern.model.Message}s and the tools on offer) and gives a {@link ai.kern.model.ModelResponse}.
 *
 * <p>Texts, tool names and arguments are wire data: they are carried character for character and trusted by nobody.
 */
@NullMarked
package ai.kern.model;

import org.jspecify.annotations.NullMarked;
