package ai.kern.specs;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One of kern's published modules as it was built: its descriptor and its classes, read from its jar or its classes
 * folder on the class path of the tests.
 */
record PublishedModule(ModuleDescriptor descriptor, JavaClasses classes) {

    /** All that are on the class path. A module without a {@code module-info.class} cannot be found here. */
    static List<PublishedModule> onTheClassPath() {
        try {
            List<PublishedModule> modules = new ArrayList<>();
            for (URL url :
                    Collections.list(PublishedModule.class.getClassLoader().getResources("module-info.class"))) {
                ModuleDescriptor descriptor = read(url);
                if (descriptor.name().startsWith("ai.kern.")) {
                    modules.add(new PublishedModule(descriptor, new ClassFileImporter().importUrl(root(url))));
                }
            }
            return List.copyOf(modules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleDescriptor read(URL url) throws IOException {
        try (InputStream stream = url.openStream()) {
            return ModuleDescriptor.read(stream);
        }
    }

    private static URL root(URL descriptor) throws MalformedURLException {
        String text = descriptor.toString();
        return new URL(text.substring(0, text.length() - "module-info.class".length()));
    }

    String name() {
        return descriptor.name();
    }

    Set<String> packages() {
        return classes.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public String toString() {
        return name();
    }
}
