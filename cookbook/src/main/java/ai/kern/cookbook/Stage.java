package ai.kern.cookbook;

import ai.kern.model.Model;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What an example has around it: a model, a folder, and somebody who reads what it tells. Used by one thread at a time. */
public final class Stage {
    private final Model model;
    private final Path folder;
    private final PrintWriter out;

    Stage(Model model, Path folder, PrintWriter out) {
        this.model = model;
        this.folder = folder;
        this.out = out;
    }

    /** The model: a real one where the environment names one, else one that plays {@link Example#script()}. */
    public Model model() {
        return model;
    }

    /** A file of the example's folder, which is deleted when it is over unless the caller named it; it is not there yet. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Tells something. */
    public void tell(String sentence) {
        out.println(sentence);
    }

    /** Shows a run. */
    public void show(RunOutput run) {
        new RunPrinter(out).print(run);
    }

    /**
     * Shows a run that waits.
     *
     * @throws CheckFailedException if it does not wait: a real model may have decided otherwise
     */
    public void checkWaits(RunOutput run) {
        show(run);
        check("the run waits", run.isPaused());
    }

    /**
     * Tells something that holds.
     *
     * @throws CheckFailedException if it does not
     */
    public void check(String claim, boolean holds) {
        if (!holds) {
            throw new CheckFailedException(claim);
        }
        out.println("Checked: " + claim + ".");
    }

    /**
     * Tells something that is refused, and in which words.
     *
     * @throws CheckFailedException if it is not refused so
     */
    public void checkRefused(String claim, Class<? extends KernException> refusal, Runnable attempt) {
        try {
            attempt.run();
        } catch (KernException thrown) {
            if (!refusal.isInstance(thrown)) {
                throw thrown;
            }
            check(claim, true);
            out.println("         (" + thrown.getMessage() + ")");
            return;
        }
        check(claim, false);
    }
}
