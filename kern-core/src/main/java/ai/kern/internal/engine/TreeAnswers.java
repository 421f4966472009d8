package ai.kern.internal.engine;

import ai.kern.requirement.Resolution;
import ai.kern.run.CallKey;
import ai.kern.run.ContinueRequest;
import ai.kern.run.InvalidResolutionException;
import ai.kern.run.KernException;
import ai.kern.tool.GatedCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes the answers of a continue to the runs of a tree that own what they answer. All are checked before anything is stored, so
 * that a set with one bad answer changes nothing.
 */
final class TreeAnswers {
    private final Work root;
    private final List<Work> members;

    /** @param members the runs under the root that have not ended */
    TreeAnswers(Work root, List<Work> members) {
        this.root = root;
        this.members = members;
    }

    /**
     * Checks and takes everything that a request brings, and what gates have decided.
     *
     * @throws KernException if any part does not fit, or if nothing is brought, nothing is decided and no run can go on
     */
    void take(ContinueRequest request) {
        refuseWhatHasEnded(request);
        boolean isAnyGiven = false;
        for (Work work : all()) {
            isAnyGiven |= work.engine().answers(work.book(), request.by()).take(partOf(request, work));
        }
        if (!isAnyGiven && !canGoOn()) {
            refuseWhileUndecided();
        }
    }

    /** What is asked of a run that has ended is known to the root's callers, but is nothing to answer any more. */
    private void refuseWhatHasEnded(ContinueRequest request) {
        Set<String> unknown = new HashSet<>(request.askAnew());
        unknown.addAll(request.drops().keySet());
        request.resolutions().forEach(resolution -> unknown.add(resolution.requirementId()));
        all().forEach(work -> work.book().requirements().forEach(owned -> unknown.remove(owned.id())));
        if (unknown.isEmpty()) {
            return;
        }
        root.engine().runs().output(root.book()).requirements().stream()
                .filter(requirement -> unknown.contains(requirement.id()))
                .findFirst()
                .ifPresent(ended -> {
                    throw new InvalidResolutionException("requirement " + ended.id() + " of tool "
                            + ended.toolCall().toolName() + " belongs to run " + ended.runId()
                            + ", which has ended; read the run again and answer its active requirements. Nothing was"
                            + " stored");
                });
    }

    private void refuseWhileUndecided() {
        List<GatedCall> undecided =
                all().stream().flatMap(work -> undecided(work).stream()).toList();
        all().stream().filter(work -> !undecided(work).isEmpty()).findFirst().ifPresent(first -> {
            throw first.engine().gates().pending(first.book(), undecided);
        });
    }

    private static List<GatedCall> undecided(Work work) {
        return work.engine().gates().undecided(work.book());
    }

    private List<Work> all() {
        List<Work> all = new ArrayList<>(members);
        all.add(0, root);
        return all;
    }

    /** Whether any run of the tree has something to do. */
    boolean canGoOn() {
        Set<String> open = members.stream().map(work -> work.book().run().id()).collect(Collectors.toSet());
        return all().stream().anyMatch(work -> canGoOn(work, open));
    }

    /**
     * A member's run that is stored as worked on was left by a process that died, if only before it gave work to others. A call
     * waits while one of its members does; once all of them have ended, its run takes note of that.
     *
     * @param open the runs of members that have not ended
     */
    private static boolean canGoOn(Work work, Set<String> open) {
        if (work.book().run().status().isWorkedOn()) {
            return true;
        }
        Set<CallKey> waiting = work.book().calls().stream()
                .filter(call ->
                        call.assigned().stream().map(Documents.Assigned::runId).anyMatch(open::contains))
                .map(CallRecord::key)
                .collect(Collectors.toSet());
        return !(work.engine()
                        .planner()
                        .next(work.book(), waiting, work.lineage().budget())
                instanceof Step.Pause);
    }

    /** The runs under the root into which something was taken. */
    List<Work> changedMembers() {
        return members.stream().filter(work -> work.book().hasPending()).toList();
    }

    /** What of a request is for one run; the root gets also what is for none, and refuses it. */
    private ContinueRequest partOf(ContinueRequest request, Work work) {
        ContinueRequest.Builder part = ContinueRequest.builder(work.book().run().id());
        List<Resolution> resolutions = request.resolutions().stream()
                .filter(resolution -> isFor(work, resolution.requirementId()))
                .toList();
        part.answers(resolutions);
        request.askAnew().stream().filter(id -> isFor(work, id)).forEach(part::askAnew);
        request.drops().forEach((id, note) -> {
            if (isFor(work, id)) {
                part.drop(id, note);
            }
        });
        return part.build();
    }

    private boolean isFor(Work work, String requirementId) {
        return work.book().run().isRoot()
                ? members.stream().noneMatch(member -> owns(member, requirementId))
                : owns(work, requirementId);
    }

    private static boolean owns(Work work, String requirementId) {
        return work.book().requirements().stream().map(RequirementRecord::id).anyMatch(requirementId::equals);
    }
}
