package ai.kern.approval;

import ai.kern.run.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** One transaction in memory, under the lock of its database: all is done on the side and put in place by {@link #apply}. */
final class MemoryTransaction implements ApprovalTransaction {
    private static final Comparator<ApprovalRecord> OLDEST_FIRST =
            Comparator.comparing(ApprovalRecord::createdAt).thenComparing(ApprovalRecord::id);

    private final MemoryApprovals stored;
    private final Instant now;
    private final Function<ApprovalRecord, Optional<String>> questions;

    private final Map<String, Optional<ApprovalRecord>> changed = new LinkedHashMap<>();
    private final Map<String, String> decided = new HashMap<>();
    private final Map<String, List<AuditEntry>> added = new HashMap<>();
    private final List<AuditCheckpoint> checkpoints = new ArrayList<>();
    private final Set<String> announced = new LinkedHashSet<>();

    /** @param questions what is stored with the requirement of a record, if that is there */
    MemoryTransaction(MemoryApprovals stored, Instant now, Function<ApprovalRecord, Optional<String>> questions) {
        this.stored = stored;
        this.now = now;
        this.questions = questions;
    }

    /** Puts everything in place. */
    void apply() {
        changed.forEach((id, record) -> {
            Optional.ofNullable(stored.records.get(id))
                    .filter(old -> record.isEmpty())
                    .ifPresent(stored::remove);
            record.ifPresent(stored::put);
        });
        stored.decidedValues.putAll(decided);
        added.forEach((runId, entries) ->
                stored.trails.computeIfAbsent(runId, run -> new ArrayList<>()).addAll(entries));
        for (AuditCheckpoint checkpoint : checkpoints) {
            stored.checkpoints.add(checkpoint.toJson());
            checkpoint.heads().forEach(head -> stored.sealed.put(head.runId(), head.sequence()));
        }
    }

    /** The runs of which somebody is to be told, now that everything is in place. */
    Set<String> announced() {
        return announced;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Optional<ApprovalRecord> lock(String id) {
        return changed.getOrDefault(id, Optional.ofNullable(stored.records.get(id)));
    }

    @Override
    public List<ApprovalRecord> lockOfRun(String runId) {
        Set<String> ids = new HashSet<>(stored.idsOfRuns.getOrDefault(runId, Set.of()));
        changed.values().stream()
                .flatMap(Optional::stream)
                .filter(record -> record.runId().equals(runId))
                .forEach(record -> ids.add(record.id()));
        return ids.stream()
                .map(this::lock)
                .flatMap(Optional::stream)
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public boolean insert(ApprovalRecord record) {
        if (lock(record.id()).isPresent()) {
            return false;
        }
        changed.put(record.id(), Optional.of(record));
        return true;
    }

    @Override
    public boolean update(ApprovalRecord next, TimeCondition condition) {
        boolean holds =
                lock(next.id()).filter(record -> holds(record, condition)).isPresent();
        if (holds) {
            changed.put(next.id(), Optional.of(next));
        }
        return holds;
    }

    private boolean holds(ApprovalRecord record, TimeCondition condition) {
        return switch (condition) {
            case NONE -> true;
            case BEFORE_EXPIRY -> !isPast(record.expiresAt());
            case BEFORE_USE_BY -> !isPast(record.useBy());
            case PAST -> isOverdue(record) || (record.status() == ApprovalStatus.APPROVED && isPast(record.useBy()));
        };
    }

    private boolean isPast(Optional<Instant> end) {
        return end.filter(instant -> !instant.isAfter(now)).isPresent();
    }

    private boolean isOverdue(ApprovalRecord record) {
        return record.isPending() && isPast(record.expiresAt());
    }

    @Override
    public void mirror(String runId, RunStatus status) {
        lockOfRun(runId).forEach(record -> changed.put(record.id(), Optional.of(record.mirroring(status))));
    }

    @Override
    public void delete(String id) {
        changed.put(id, Optional.empty());
    }

    @Override
    public boolean storeDecidedValues(ApprovalRecord record, String document) {
        boolean isThere = questions.apply(record).isPresent();
        if (isThere) {
            decided.put(record.id(), document);
        }
        return isThere;
    }

    @Override
    public AuditHead lockHead(String runId) {
        return head(runId);
    }

    @Override
    public void append(List<AuditEntry> entries) {
        entries.forEach(entry ->
                added.computeIfAbsent(entry.runId(), run -> new ArrayList<>()).add(entry));
    }

    @Override
    public List<AuditHead> lockUnsealed(int limit) {
        return stored.trails.keySet().stream()
                .sorted()
                .map(this::head)
                .filter(head -> head.sequence() > stored.sealed.getOrDefault(head.runId(), 0L))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<String> lastCheckpoint() {
        int count = stored.checkpoints.size();
        return count == 0 ? Optional.empty() : Optional.of(stored.checkpoints.get(count - 1));
    }

    @Override
    public void announce(String runId) {
        announced.add(runId);
    }

    @Override
    public boolean seal(AuditCheckpoint checkpoint) {
        checkpoints.add(checkpoint);
        return true;
    }

    @Override
    public Optional<ApprovalRecord> find(String id) {
        return lock(id).map(this::current);
    }

    @Override
    public boolean isKeptAs(ApprovalRecord record) {
        return true;
    }

    private ApprovalRecord current(ApprovalRecord record) {
        return isOverdue(record) ? record.overdue() : record;
    }

    @Override
    public List<ApprovalRecord> ofRun(String runId) {
        return lockOfRun(runId).stream().map(this::current).toList();
    }

    @Override
    public List<ApprovalRecord> list(ApprovalQuery query, int limit) {
        return fitting(query)
                .filter(query::isOnPage)
                .sorted(OLDEST_FIRST.reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public long count(ApprovalQuery query) {
        return fitting(query).count();
    }

    private Stream<ApprovalRecord> fitting(ApprovalQuery query) {
        return stored.records.values().stream().map(this::current).filter(query::fits);
    }

    @Override
    public List<String> overdue(int limit) {
        return stored.records.values().stream()
                .filter(this::isOverdue)
                .sorted(Comparator.comparing(record -> record.expiresAt().orElse(Instant.MAX)))
                .limit(limit)
                .map(ApprovalRecord::id)
                .toList();
    }

    @Override
    public Optional<String> decidedValues(ApprovalRecord record) {
        return Optional.ofNullable(decided.getOrDefault(record.id(), stored.decidedValues.get(record.id())));
    }

    @Override
    public Optional<String> question(ApprovalRecord record) {
        return questions.apply(record);
    }

    @Override
    public List<AuditEntry> entries(String runId) {
        List<AuditEntry> entries = new ArrayList<>(stored.trails.getOrDefault(runId, List.of()));
        entries.addAll(added.getOrDefault(runId, List.of()));
        return List.copyOf(entries);
    }

    @Override
    public AuditHead head(String runId) {
        List<AuditEntry> entries = added.getOrDefault(runId, stored.trails.getOrDefault(runId, List.of()));
        if (entries.isEmpty()) {
            return AuditHead.none(runId);
        }
        AuditEntry last = entries.get(entries.size() - 1);
        return new AuditHead(runId, last.sequence(), last.hash());
    }

    @Override
    public void forEachEntry(Consumer<AuditEntry> consumer) {
        new TreeMap<>(stored.trails).values().forEach(entries -> entries.forEach(consumer));
    }

    @Override
    public void forEachHead(Consumer<AuditHead> consumer) {
        stored.trails.keySet().stream().map(this::head).forEach(consumer);
    }

    @Override
    public void forEachRecord(Consumer<AuditedRecord> consumer) {
        stored.records.values().stream().map(AuditedRecord::of).forEach(consumer);
    }

    @Override
    public void forEachCheckpoint(Consumer<String> consumer) {
        stored.checkpoints.forEach(consumer);
    }
}
