package ai.kern.internal;

import tools.jackson.databind.JsonNode;

/** What of the engine's documents about a waiting call others may read. */
public final class StoredQuestion {
    /** The newest format of the documents of runs. */
    public static final int FORMAT = 1;

    private StoredQuestion() {}

    /**
     * The arguments about which somebody is asked, in clear.
     *
     * @param document what is stored with a requirement
     * @throws ai.kern.db.DbException if it cannot be read
     */
    public static String arguments(String document, String requirementId) {
        return StoredJson.read(document, JsonNode.class, FORMAT, "requirement " + requirementId)
                .path("arguments")
                .asString("{}");
    }
}
