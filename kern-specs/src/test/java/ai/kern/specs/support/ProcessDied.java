package ai.kern.specs.support;

/** Thrown by a tool in place of the death of its process: nothing that it leaves behind is stored. */
public final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;
}
