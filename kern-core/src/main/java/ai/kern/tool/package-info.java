/**
 * Tools, which a model calls: methods marked {@link ai.kern.tool.Tool}, functions built by {@link ai.kern.tool.FunctionTool}, and
 * {@link ai.kern.tool.Toolkit}s of both; {@link ai.kern.tool.UserInputTools} and {@link ai.kern.tool.UserFeedbackTools} let the
 * model ask the person.
 *
 * <p>Whatever its origin, a tool becomes one {@link ai.kern.tool.ToolDefinition}: a name, a {@link ai.kern.tool.ToolSchema}, a
 * {@link ai.kern.tool.Protection}, options and a {@link ai.kern.tool.ToolBody}. What the model writes becomes
 * {@link ai.kern.tool.ToolArguments} only through the schema's check; the body gets them with a
 * {@link ai.kern.tool.ToolContext}, inside the {@link ai.kern.tool.ToolHook}s.
 */
@NullMarked
package ai.kern.tool;

import org.jspecify.annotations.NullMarked;
