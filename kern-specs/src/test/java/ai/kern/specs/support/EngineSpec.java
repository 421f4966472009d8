package ai.kern.specs.support;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A specification of the engine: each of its tests runs on every store. */
@ParameterizedClass(name = "{0}")
@EnumSource(StoreKind.class)
public abstract class EngineSpec {
    @Parameter
    StoreKind store;

    @TempDir
    Path folder;

    protected Lab lab;

    @BeforeEach
    void openLab() {
        lab = new Lab(store, folder);
    }

    @AfterEach
    void closeLab() {
        lab.close();
    }
}
