package ai.kern.internal;

import ai.kern.db.DbException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents as they are stored: JSON objects that carry the version of their format. Older formats are read for ever, newer
 * ones are refused.
 */
public final class StoredJson {
    private static final String FORMAT_FIELD = "format";

    private StoredJson() {}

    /** Writes a document in a format. */
    public static String write(Object document, int format) {
        ObjectNode node = Json.mapper().valueToTree(document);
        return Json.write(Json.object().put(FORMAT_FIELD, format).setAll(node));
    }

    /**
     * Reads a document.
     *
     * @param newest the newest format that is known
     * @param what names the document in errors
     * @throws DbException if it is damaged or of another format; nothing of it is quoted
     */
    public static <T> T read(String text, Class<T> type, int newest, String what) {
        try {
            JsonNode node = Json.read(text);
            int format = node.path(FORMAT_FIELD).asInt(0);
            if (format < 1 || format > newest) {
                throw new DbException(
                        what + " has format " + format + "; this version of kern reads formats 1 to " + newest
                                + ". Continue the run with the version that wrote it, or a newer one",
                        null);
            }
            return Json.mapper().treeToValue(node, type);
        } catch (JacksonException unreadable) {
            // As a cause it would quote what is stored.
            throw new DbException(
                    what + " cannot be read: it is damaged, or not kern's ("
                            + unreadable.getClass().getSimpleName() + " at " + place(unreadable.getLocation()) + ")",
                    null);
        }
    }

    private static String place(@Nullable TokenStreamLocation location) {
        return location == null
                ? "an unknown place"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
