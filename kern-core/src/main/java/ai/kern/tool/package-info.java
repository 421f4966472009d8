/**
 * Tools: Java methods marked {@link ai.kern.tool.Tool}, functions built by {@link ai.kern.tool.FunctionTool}, and\n * {@link ai.kern.tool.Toolkit}s of both. Whatever its origin, a tool becomes one {@link ai.kern.tool.ToolDefinition}.
 */
@NullMarked
package ai.kern.tool;

import org.jspecify.annotations.NullMarked;
