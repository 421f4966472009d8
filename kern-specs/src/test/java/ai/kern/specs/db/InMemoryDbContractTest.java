package ai.kern.specs.db;

import ai.kern.db.Db;
import ai.kern.db.InMemoryDb;
import ai.kern.db.TimeOffset;
import ai.kern.testkit.DbContract;
import java.nio.file.Path;

class InMemoryDbContractTest extends DbContract {
    @Override
    protected Db open(Path folder, TimeOffset time) {
        return new InMemoryDb(time);
    }
}
