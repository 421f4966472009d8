/**
 * Models that speak to a server with one of OpenAI's APIs: {@link ai.kern.models.openai.OpenAiResponses} (the Responses API,
 * the better choice with OpenAI itself, above all for models that reason) and {@link ai.kern.models.openai.OpenAiChat} (Chat
 * Completions, which compatible servers speak too).
 *
 * <pre>{@code
 * Model model = OpenAiResponses.of("gpt-5-mini");                     // key and base URL from the environment
 * Model local = OpenAiChat.builder()
 *     .model("qwen3")
 *     .baseUrl("http://localhost:11434/v1")
 *     .build();
 * }</pre>
 *
 * <p>Both send the whole transcript with every request and keep nothing between requests, so any process can go on with a run.
 * Both retry what is worth retrying, and end every failure in a {@link ai.kern.model.ModelException}.
 */
@NullMarked
package ai.kern.models.openai;

import org.jspecify.annotations.NullMarked;
