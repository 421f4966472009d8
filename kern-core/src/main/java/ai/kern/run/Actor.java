package ai.kern.run;

import java.util.Objects;
import java.util.Set;

/**
 * A person or system that acts, as the application knows it: kern never takes an identity from a request's content.
 *
 * @param id who it is
 * @param roles the roles that it has
 */
public record Actor(String id, Set<String> roles) {
    public Actor {
        if (Objects.requireNonNull(id, "id").isBlank()) {
            throw new IllegalArgumentException("an actor needs an id that is not blank");
        }
        roles = Set.copyOf(roles);
    }

    /** An actor with roles. */
    public static Actor of(String id, String... roles) {
        return new Actor(id, Set.of(roles));
    }
}
