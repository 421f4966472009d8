package ai.kern.approval;

import ai.kern.event.RunObserver;
import ai.kern.internal.Observers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a database of approvals knows people and chains its trail, and who is told of decisions. Given when the database is opened, since gates and deciders
 * must agree; every process that shares a database is given the same. Immutable.
 */
public final class ApprovalSettings {
    private static final ApprovalSettings DEFAULTS = builder().build();

    private final @Nullable ActorDirectory directory;
    private final UnaryOperator<String> normaliser;
    private final @Nullable AuditKey auditKey;
    private final Observers observers;

    private ApprovalSettings(Builder builder) {
        this.directory = builder.directory;
        this.normaliser = builder.normaliser;
        this.auditKey = builder.auditKey;
        this.observers = Observers.of(builder.observers);
    }

    /** No directory, ids as they are, no key, nobody who observes. */
    public static ApprovalSettings defaults() {
        return DEFAULTS;
    }

    /** Chooses settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where deciders are looked up, if they are. */
    public Optional<ActorDirectory> directory() {
        return Optional.ofNullable(directory);
    }

    /** The key of the trail, if it has one. */
    public Optional<AuditKey> auditKey() {
        return Optional.ofNullable(auditKey);
    }

    /** Who is told of decisions, as one. */
    Observers observers() {
        return observers;
    }

    /** Whether two ids are those of one person. */
    public boolean isSamePerson(String id, String other) {
        return normaliser.apply(id).equals(normaliser.apply(other));
    }

    /** Chooses settings. Not safe for use by several threads. */
    public static final class Builder {
        private @Nullable ActorDirectory directory;
        private UnaryOperator<String> normaliser = UnaryOperator.identity();
        private @Nullable AuditKey auditKey;
        private final List<RunObserver> observers = new ArrayList<>();

        private Builder() {}

        /**
         * Where deciders are looked up. Who is not there decides nothing, and the roles there count in place of those that the
         * application names. By default the application is believed.
         */
        public Builder directory(ActorDirectory directory) {
            this.directory = Objects.requireNonNull(directory, "directory");
            return this;
        }

        /**
         * Makes one id of all that stand for one person, such as those that differ in case; ids are compared as they are by
         * default. Who asked for a call and who votes are told apart by it.
         */
        public Builder idNormaliser(UnaryOperator<String> normaliser) {
            this.normaliser = Objects.requireNonNull(normaliser, "normaliser");
            return this;
        }

        /** The key with which the trail is chained; plain hashes by default. */
        public Builder auditKey(AuditKey auditKey) {
            this.auditKey = Objects.requireNonNull(auditKey, "auditKey");
            return this;
        }

        /**
         * Tells an observer of each decision that is made through this process's {@link Approvals}, once it is stored. Several
         * hear in the order in which they were added; what one throws is logged once and changes nothing.
         */
        public Builder observer(RunObserver observer) {
            observers.add(Objects.requireNonNull(observer, "observer"));
            return this;
        }

        /** The settings. */
        public ApprovalSettings build() {
            return new ApprovalSettings(this);
        }
    }
}
