package ai.kern.specs.support;

import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A specification of the engine: each of its tests runs on every store, and behind every door, and leaves nothing behind. */
@ExtendWith(Leaks.class)
@ParameterizedClass(name = "{0} {1}")
@ArgumentsSource(Doors.class)
public abstract class EngineSpec {
    @Parameter(0)
    StoreKind store;

    @Parameter(1)
    Door door;

    @TempDir
    Path folder;

    protected Lab lab;

    /** A process that dies in a test ends a thread by an error, which is none of those who wait for something else meanwhile. */
    @BeforeAll
    static void waitForWhatIsAskedAlone() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    @BeforeEach
    void openLab() {
        lab = new Lab(store, folder, door);
    }

    @AfterEach
    void closeLab() {
        lab.close();
    }
}
