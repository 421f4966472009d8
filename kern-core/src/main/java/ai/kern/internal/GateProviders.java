package ai.kern.internal;

import ai.kern.run.KernException;
import ai.kern.tool.GateProvider;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the providers of gates that are there at run time. A gate without one, or with two, stays closed. */
public final class GateProviders {
    private GateProviders() {}

    /**
     * The provider that serves a mark.
     *
     * @param owner the class whose tool is marked
     * @throws IllegalArgumentException if there is none, or more than one
     */
    public static GateProvider serving(Class<? extends Annotation> mark, Class<?> owner) {
        return one(
                "the mark @" + mark.getSimpleName(),
                provider -> provider.marks().contains(mark),
                owner.getClassLoader());
    }

    /**
     * The provider of a name that was stored.
     *
     * @throws KernException if there is none, or more than one
     */
    public static GateProvider named(String name) {
        try {
            return one("the gate '" + name + "'", provider -> provider.name().equals(name), null);
        } catch (IllegalArgumentException notOne) {
            throw new KernException(String.valueOf(notOne.getMessage()), notOne);
        }
    }

    private static GateProvider one(String what, Predicate<GateProvider> fits, @Nullable ClassLoader owner) {
        List<GateProvider> fitting = all(owner).stream().filter(fits).toList();
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException(
                    what + " is served by no module at run time, so nothing behind it can run;"
                            + " add the module that serves it, such as kern-approval for @Approval");
        }
        if (fitting.size() > 1) {
            throw new IllegalArgumentException(what + " is served twice, by "
                    + fitting.get(0).getClass().getName() + " and "
                    + fitting.get(1).getClass().getName() + "; keep one of them");
        }
        return fitting.get(0);
    }

    private static List<GateProvider> all(@Nullable ClassLoader owner) {
        Map<Class<?>, GateProvider> all = new LinkedHashMap<>();
        Stream.of(Thread.currentThread().getContextClassLoader(), GateProviders.class.getClassLoader(), owner)
                .filter(Objects::nonNull)
                .distinct()
                .flatMap(loader -> ServiceLoader.load(GateProvider.class, loader).stream())
                .forEach(found -> all.computeIfAbsent(found.type(), type -> found.get()));
        return List.copyOf(all.values());
    }
}
