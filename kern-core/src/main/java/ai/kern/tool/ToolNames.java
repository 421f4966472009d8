package ai.kern.tool;

import java.util.Locale;
import java.util.regex.Pattern;

/** How a method's name becomes a tool's. */
final class ToolNames {
    /** Between a small letter or digit and a capital, and before the last capital of several. */
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private ToolNames() {}

    /** The name in snake case: {@code deleteURLNow} becomes {@code delete_url_now}. */
    static String snakeCase(String methodName) {
        return WORD_START.matcher(methodName).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
