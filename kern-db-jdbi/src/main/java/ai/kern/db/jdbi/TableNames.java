package ai.kern.db.jdbi;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the tables of a store are called: {@code kern_sessions}, {@code kern_runs} and so on unless a prefix or a name is given.
 * Immutable.
 */
public final class TableNames {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,39}");

    private final Map<Table, String> names;

    private TableNames(Map<Table, String> names) {
        this.names = new EnumMap<>(names);
    }

    /** The names that a store has unless others are given. */
    public static TableNames defaults() {
        return builder().build();
    }

    /** Chooses other names. */
    public static Builder builder() {
        return new Builder();
    }

    /** The name of a table. */
    public String of(Table table) {
        String name = names.get(table);
        if (name == null) {
            throw new IllegalStateException("no name for " + table);
        }
        return name;
    }

    @Override
    public String toString() {
        return names.values().toString();
    }

    /** A table of a store. */
    public enum Table {
        /** Sessions. */
        SESSIONS,
        /** The state of sessions, by key. */
        SESSION_STATE,
        /** Snapshots of runs. */
        RUNS,
        /** What runs were started with. */
        RUN_SETTINGS,
        /** Transcripts. */
        RUN_ENTRIES,
        /** Claims and outcomes of tool calls. */
        EXECUTIONS,
        /** What runs wait for. */
        REQUIREMENTS,
        /** Records of calls that have to be approved. */
        APPROVALS,
        /** The entries of the audit trail. */
        AUDIT,
        /** The ends of runs' trails. */
        AUDIT_HEADS,
        /** Checkpoints of the audit trail. */
        AUDIT_CHECKPOINTS,
        /** Which migrations were done. */
        SCHEMA_VERSION;

        /** What stands for the table in migrations, and follows the prefix in its name. */
        public String placeholder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Chooses names. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<Table, String> chosen = new EnumMap<>(Table.class);
        private String prefix = "kern_";

        private Builder() {}

        /** What the names begin with that are not given one by one; {@code kern_} by default, may be empty. */
        public Builder prefix(String prefix) {
            this.prefix = Objects.requireNonNull(prefix, "prefix");
            return this;
        }

        /** The name of one table. */
        public Builder name(Table table, String name) {
            chosen.put(Objects.requireNonNull(table, "table"), Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * The names.
         *
         * @throws IllegalArgumentException if a name is not made of 1 to 40 lower-case letters, digits and underscores, or is
         *     given twice
         */
        public TableNames build() {
            Map<Table, String> names = new EnumMap<>(Table.class);
            for (Table table : Table.values()) {
                String name = chosen.getOrDefault(table, prefix + table.placeholder());
                if (!NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException(
                            "a table's name is 1 to 40 lower-case letters, digits and underscores,"
                                    + " and does not begin with a digit; the name for " + table + " is '" + name + "'");
                }
                names.put(table, name);
            }
            if (new HashSet<>(names.values()).size() < names.size()) {
                throw new IllegalArgumentException("two tables cannot have one name: " + names);
            }
            return new TableNames(names);
        }
    }
}
