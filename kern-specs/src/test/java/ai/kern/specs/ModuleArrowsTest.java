package ai.kern.specs;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Which of kern's modules may use which, and what no published module may do. A new module gets a line in {@link #ARROWS}
 * and a dependency in this module's pom; until it has both, a test here fails.
 */
class ModuleArrowsTest {
    /** Each published module, and those of kern's modules that it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "ai.kern.core", Set.of(),
            "ai.kern.approval", Set.of("ai.kern.core"),
            "ai.kern.team", Set.of("ai.kern.core"),
            "ai.kern.models.openai", Set.of("ai.kern.core"),
            "ai.kern.db.jdbi", Set.of("ai.kern.approval", "ai.kern.core"),
            "ai.kern.db.sqlite", Set.of("ai.kern.db.jdbi", "ai.kern.approval", "ai.kern.core"),
            "ai.kern.db.postgres", Set.of("ai.kern.db.jdbi", "ai.kern.approval", "ai.kern.core"),
            "ai.kern.testkit", Set.of("ai.kern.approval", "ai.kern.core"));

    /**
     * Internal packages that another module may read, by the package: the time of a store is moved by the test kit, and kern's
     * own stores call conflicts by the same names; approvals read and write JSON by the same rules as the engine.
     */
    private static final Map<String, Set<String>> READERS_OF_INTERNALS = Map.of(
            "ai.kern.db.internal", Set.of("ai.kern.testkit", "ai.kern.db.jdbi"),
            "ai.kern.internal", Set.of("ai.kern.approval"),
            "ai.kern.internal.engine", Set.of("ai.kern.team"));

    /** Modules of the build that are never published. */
    private static final Set<String> UNPUBLISHED = Set.of("kern-bom", "kern-specs", "cookbook", "benchmarks");

    private static List<PublishedModule> modules;
    private static Map<String, String> moduleOfPackage;

    @BeforeAll
    static void readTheModules() {
        modules = PublishedModule.onTheClassPath();
        moduleOfPackage = new HashMap<>();
        for (PublishedModule module : modules) {
            module.packages().forEach(name -> moduleOfPackage.putIfAbsent(name, module.name()));
        }
    }

    @Test
    void everyPublishedModuleHasADescriptorAndClasses() {
        assertThat(modules).extracting(PublishedModule::name).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
        assertThat(modules)
                .allSatisfy(module -> assertThat(module.classes())
                        .as("classes of %s", module)
                        .isNotEmpty()
                        .allSatisfy(type -> assertThat(type.getPackageName()).startsWith("ai.kern.")));
        assertThat(moduleOfPackage).containsEntry("ai.kern.model", "ai.kern.core");
    }

    @Test
    void everyModuleOfTheBuildIsEitherPublishedAndInTheBomOrNamedAsUnpublished() throws Exception {
        Set<String> built = texts(xml("../pom.xml"), "module");
        Set<String> published = new TreeSet<>(built);
        published.removeAll(UNPUBLISHED);

        assertThat(built).containsAll(UNPUBLISHED);
        assertThat(published)
                .extracting(folder -> "ai." + folder.replace('-', '.'))
                .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
        assertThat(managed(xml("../kern-bom/pom.xml"))).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void aModuleUsesOnlyTheModulesThatItsArrowsLeadTo() {
        assertThat(dependenciesBetweenModules())
                .as("what classes use is read at all")
                .anyMatch(use ->
                        use.from().equals("ai.kern.core") && use.targetPackage().equals("ai.kern.run"));
        assertThat(dependenciesBetweenModules())
                .filteredOn(use -> !use.staysInside() && !ARROWS.get(use.from()).contains(use.to()))
                .isEmpty();
    }

    @Test
    void aDescriptorRequiresOnlyTheModulesThatItsArrowsLeadTo() {
        assertThat(modules).allSatisfy(module -> {
            Set<String> required = module.descriptor().requires().stream()
                    .map(ModuleDescriptor.Requires::name)
                    .filter(name -> name.startsWith("ai.kern."))
                    .collect(toSet());
            assertThat(ARROWS.get(module.name()))
                    .as("what %s may require", module)
                    .containsAll(required);
        });
        assertThat(modules)
                .filteredOn(module -> module.descriptor().requires().stream()
                        .anyMatch(required -> required.name().startsWith("ai.kern.")))
                .extracting(PublishedModule::name)
                .containsExactlyInAnyOrderElementsOf(ARROWS.keySet().stream()
                        .filter(name -> !name.equals("ai.kern.core"))
                        .toList());
    }

    @Test
    void noModuleReadsAnotherOnesInternals() {
        assertThat(dependenciesBetweenModules())
                .filteredOn(use -> !use.staysInside() && isInternal(use.targetPackage()))
                .filteredOn(use -> !READERS_OF_INTERNALS
                        .getOrDefault(use.targetPackage(), Set.of())
                        .contains(use.from()))
                .isEmpty();
    }

    @Test
    void noDescriptorExportsInternalsButToTheirNamedReaders() {
        assertThat(modules)
                .allSatisfy(module -> assertThat(module.descriptor().exports())
                        .filteredOn(export -> isInternal(export.source()))
                        .allSatisfy(export -> assertThat(export.targets())
                                .as("modules to which %s exports %s", module, export.source())
                                .isNotEmpty()
                                .isSubsetOf(READERS_OF_INTERNALS.getOrDefault(export.source(), Set.of()))));
    }

    @Test
    void noPackageIsSplitOverTwoModules() {
        Map<String, Set<String>> modulesOfPackage = new HashMap<>();
        modules.forEach(module -> module.packages()
                .forEach(name -> modulesOfPackage
                        .computeIfAbsent(name, any -> new TreeSet<>())
                        .add(module.name())));

        assertThat(modulesOfPackage)
                .isNotEmpty()
                .allSatisfy((name, owners) ->
                        assertThat(owners).as("modules with package %s", name).hasSize(1));
    }

    @Test
    void noPublishedClassPrintsToTheConsole() {
        Stream<JavaClass> classes = modules.stream().flatMap(module -> module.classes().stream());

        assertThat(classes.flatMap(ModuleArrowsTest::prints)).isEmpty();
    }

    private static Stream<String> prints(JavaClass type) {
        Stream<String> consoles = type.getFieldAccessesFromSelf().stream()
                .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
                .filter(access -> Set.of("out", "err").contains(access.getName()))
                .map(access -> access.getDescription());
        Stream<String> traces = type.getCodeUnitAccessesFromSelf().stream()
                .filter(access -> printsATrace(access.getTarget()))
                .map(access -> access.getDescription());
        return Stream.concat(consoles, traces);
    }

    private static boolean printsATrace(AccessTarget.CodeUnitAccessTarget target) {
        return target.getName().equals("printStackTrace")
                && target.getRawParameterTypes().isEmpty()
                && target.getOwner().isAssignableTo(Throwable.class);
    }

    private static boolean isInternal(String packageName) {
        return List.of(packageName.split("\\.")).contains("internal");
    }

    private static List<Use> dependenciesBetweenModules() {
        return modules.stream()
                .flatMap(module -> module.classes().stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency -> moduleOfPackage.containsKey(packageOf(dependency)))
                        .map(dependency -> new Use(
                                module.name(),
                                moduleOfPackage.get(packageOf(dependency)),
                                packageOf(dependency),
                                dependency.getDescription())))
                .toList();
    }

    private static String packageOf(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType().getPackageName();
    }

    private static Document xml(String path) throws Exception {
        try (InputStream stream = Files.newInputStream(Path.of(path))) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream);
        }
    }

    /** The artifacts under {@code dependencyManagement} of a pom without a parent: all but its own. */
    private static Set<String> managed(Document bom) {
        Set<String> artifacts = texts(bom, "artifactId");
        artifacts.removeIf(name -> name.equals("kern-bom") || name.endsWith("-plugin"));
        return artifacts;
    }

    private static Set<String> texts(Document document, String tag) {
        NodeList nodes = document.getElementsByTagName(tag);
        return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
                .map(i -> nodes.item(i).getTextContent().trim())
                .collect(toCollection(TreeSet::new));
    }

    /** A class of one module names a class of kern, in its own module or in another one. */
    private record Use(String from, String to, String targetPackage, String description) {
        boolean staysInside() {
            return from.equals(to);
        }

        @Override
        public String toString() {
            return from + " -> " + to + ": " + description;
        }
    }
}
