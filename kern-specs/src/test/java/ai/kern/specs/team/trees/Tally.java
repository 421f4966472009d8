package ai.kern.specs.team.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Counts what the trees of a batch have. Not safe for use by several threads. */
final class Tally {
    /** Three times as many are expected then, and fewer than a third of those come once in some 100,000 batches. */
    private static final int FREQUENT = 10;

    private final Map<Feature, Integer> trees = new EnumMap<>(Feature.class);
    private int played;

    /** Counts a tree. */
    void count(Set<Feature> features) {
        played++;
        features.forEach(feature -> trees.merge(feature, 1, Integer::sum));
    }

    /** Asserts that the batch has enough of everything that is frequent enough in so many trees not to be missed by chance. */
    void requireVariety() {
        for (Feature feature : Feature.values()) {
            int least = feature.leastOf(played);
            if (least >= FREQUENT) {
                assertThat(trees.getOrDefault(feature, 0))
                        .as("trees with %s among %s", feature, this)
                        .isGreaterThanOrEqualTo(least);
            }
        }
    }

    @Override
    public String toString() {
        return played + " trees, of which " + trees;
    }
}
