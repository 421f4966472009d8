package ai.kern.internal.engine;

/**
 * One run of a tree that can be worked on, or is.
 *
 * @param engine of the runner whose run it is
 * @param book the run as it stands
 * @param lineage what it has of those above it
 * @param stretch tells observers of what is done now
 * @param tree what it has in common with the other runs of its tree
 */
record Work(Engine engine, RunBook book, Lineage lineage, Stretch stretch, Tree tree) {

    /** Commits the run. */
    Journal journal() {
        return engine.journal(this);
    }

    /** Tells what happens in the run. */
    Emitter emitter() {
        return tree.emitter(book.run(), lineage.path(), engine);
    }

    /** The same work on the run as it stands now. */
    Work on(RunBook now) {
        return new Work(engine, now.run().isRoot() ? now : now.under(book.root()), lineage, stretch, tree);
    }

    /** Work on a child of this run. */
    Work child(Engine member, RunBook child) {
        return new Work(
                member,
                child.under(book.root()),
                lineage.under(engine.settings(), member.settings(), child),
                new Stretch(member.settings()),
                tree);
    }
}
