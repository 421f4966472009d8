package ai.kern.specs.support;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The stores, doors and lifetimes for which each specification runs: all doors in memory and each store behind two of them, of
 * which one is for each lifetime where the specification asks for {@linkplain EachLifetime each}; or all of all with
 * {@code -Dkern.doors=all}.
 */
public final class Doors implements ArgumentsProvider {
    @Override
    public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        Class<?> specification = context.getRequiredTestClass();
        return Arrays.stream(StoreKind.values())
                .flatMap(store -> doorsOf(store, specification).stream()
                        .sorted()
                        .flatMap(door -> lifetimesOf(store, door, specification).stream()
                                .sorted()
                                .map(lifetime -> Arguments.of(store, door, lifetime))));
    }

    private static boolean isAll() {
        return "all".equals(System.getProperty("kern.doors"));
    }

    private static boolean isOfOneDoor(Class<?> specification) {
        return specification.isAnnotationPresent(OneDoor.class);
    }

    private static Set<Door> doorsOf(StoreKind store, Class<?> specification) {
        if (isOfOneDoor(specification)) {
            return Set.of(Door.BLOCKING);
        }
        if (isAll() || store == StoreKind.MEMORY) {
            return Set.of(Door.values());
        }
        return store == StoreKind.SQLITE ? Set.of(Door.BLOCKING, Door.STREAM) : Set.of(Door.BLOCKING, Door.ASYNC);
    }

    private static Set<Lifetime> lifetimesOf(StoreKind store, Door door, Class<?> specification) {
        if (!specification.isAnnotationPresent(EachLifetime.class) || !store.isDurable()) {
            return Set.of(Lifetime.KEPT);
        }
        if (isAll() || isOfOneDoor(specification)) {
            return Set.of(Lifetime.values());
        }
        boolean isRebuilt = (door == Door.BLOCKING) == (store == StoreKind.POSTGRES);
        return Set.of(isRebuilt ? Lifetime.REBUILT : Lifetime.KEPT);
    }
}
