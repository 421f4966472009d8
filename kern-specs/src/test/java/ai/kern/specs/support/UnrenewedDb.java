package ai.kern.specs.support;

import ai.kern.db.Db;
import ai.kern.db.LeaseRenewal;
import ai.kern.testkit.DbDecorator;
import java.util.Set;

/** A database on which no lease can be renewed: whoever works on it loses its runs in time, and does not hear of it. */
public final class UnrenewedDb extends DbDecorator {
    private UnrenewedDb(Db target) {
        super(target);
    }

    /** Such a database in a lab, which all its agents get from now on. */
    public static void in(Lab lab) {
        UnrenewedDb unrenewed = new UnrenewedDb(lab.db());
        lab.decorate(db -> unrenewed);
    }

    @Override
    public Set<String> renew(LeaseRenewal renewal) {
        throw WatchedDb.failure("the renewal failed");
    }
}
