/**
 * Models that speak to a server with one of OpenAI's APIs, over HTTP and its event streams.
 */
@NullMarked
package ai.kern.models.openai;

import org.jspecify.annotations.NullMarked;
