package ai.kern.internal.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * One run of a tree that can be worked on, or is.
 *
 * @param engine of the runner whose run it is
 * @param book the run as it stands
 * @param path the ids of the runners from the root's to the run's, both included
 * @param stretch tells observers of what is done now
 * @param tree what it has in common with the other runs of its tree
 */
record Work(Engine engine, RunBook book, List<String> path, Stretch stretch, Tree tree) {

    /** Commits the run. */
    Journal journal() {
        return engine.journal(this);
    }

    /** Tells what happens in the run. */
    Emitter emitter() {
        return tree.emitter(book.run(), path, engine);
    }

    /** The same work on the run as it stands now. */
    Work on(RunBook now) {
        return new Work(engine, now.run().isRoot() ? now : now.under(book.root()), path, stretch, tree);
    }

    /** Work on a child of this run. */
    Work child(Engine member, RunBook child) {
        List<String> longer = new ArrayList<>(path);
        longer.add(member.settings().id());
        return new Work(member, child.under(book.root()), List.copyOf(longer), new Stretch(member.settings()), tree);
    }
}
