package ai.kern.cookbook;

import ai.kern.model.Model;
import ai.kern.run.KernException;
import ai.kern.run.RunOutput;
import ai.kern.run.RunPrinter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.StringJoiner;

/** What an example has around it: a model, a folder, and somebody who reads what it tells. Used by one thread at a time. */
public final class Stage {
    private final Model model;
    private final Path folder;
    private final boolean stays;
    private final PrintWriter out;

    /** @param stays whether the folder is there when the example is over */
    Stage(Model model, Path folder, boolean stays, PrintWriter out) {
        this.model = model;
        this.folder = folder;
        this.stays = stays;
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

    /**
     * Tells what can be called when the example is over, and, where its folder is deleted then, how it stays.
     *
     * @param words the program and its arguments; files of the example as paths
     */
    public void tellCommand(Object... words) {
        StringJoiner command = new StringJoiner(" ");
        for (Object word : words) {
            boolean isDeleted = word instanceof Path && !stays;
            Object shown = isDeleted ? Path.of("DIR").resolve(folder.relativize((Path) word)) : word;
            command.add(ShellWord.of(shown.toString()));
        }
        out.println((stays ? "Afterwards: " : "Afterwards, if --dir DIR was given: ") + command);
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
