package ai.kern.db;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What one process renews in one go.
 *
 * @param tokens the leases that its engines hold
 * @param claims attempts whose body runs here, whatever has become of their run
 * @param duration how long both last from now on; with {@link Duration#ZERO} they end
 */
public record LeaseRenewal(List<String> tokens, List<Attempt> claims, Duration duration) {
    public LeaseRenewal {
        tokens = List.copyOf(tokens);
        claims = List.copyOf(claims);
        Objects.requireNonNull(duration, "duration");
    }
}
