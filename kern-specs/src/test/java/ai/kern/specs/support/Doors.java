package ai.kern.specs.support;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The stores and doors for which each specification runs: all doors in memory and each store behind two of them, or all of all
 * with {@code -Dkern.doors=all}.
 */
public final class Doors implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return Arrays.stream(StoreKind.values())
                .flatMap(store -> doorsOf(store, context.getRequiredTestClass()).stream()
                        .sorted()
                        .map(door -> Arguments.of(store, door)));
    }

    private static Set<Door> doorsOf(StoreKind store, Class<?> specification) {
        if (specification.isAnnotationPresent(OneDoor.class)) {
            return Set.of(Door.BLOCKING);
        }
        if ("all".equals(System.getProperty("kern.doors")) || store == StoreKind.MEMORY) {
            return Set.of(Door.values());
        }
        return store == StoreKind.SQLITE ? Set.of(Door.BLOCKING, Door.STREAM) : Set.of(Door.BLOCKING, Door.ASYNC);
    }
}
