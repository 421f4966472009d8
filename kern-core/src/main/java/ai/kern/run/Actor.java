package ai.kern.run;

import ai.kern.db.Limits;
import java.util.Set;

/**
 * A person or system that acts, as the application knows it: kern never takes an identity from a request's content.
 *
 * @param id who it is; a name as {@link Limits#checkName} takes it, and not blank
 * @param roles the roles that it has; each such a name
 */
public record Actor(String id, Set<String> roles) {
    public Actor {
        Limits.checkName(id, "the id of an actor");
        if (id.isBlank()) {
            throw new IllegalArgumentException("an actor needs an id that is not blank");
        }
        roles = Set.copyOf(roles);
        roles.forEach(role -> Limits.checkName(role, "a role of actor " + id));
    }

    /** An actor with roles. */
    public static Actor of(String id, String... roles) {
        return new Actor(id, Set.of(roles));
    }
}
