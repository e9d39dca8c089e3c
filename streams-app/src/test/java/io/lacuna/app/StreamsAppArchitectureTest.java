package io.lacuna.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages of the app, and who may know what lies outside. */
@AnalyzeClasses(packages = "io.lacuna.app", importOptions = ImportOption.DoNotIncludeTests.class)
class StreamsAppArchitectureTest {

    @ArchTest
    static final ArchRule arrowsBetweenPackagesPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .ensureAllClassesAreContainedInArchitecture()
            .layer("cli")
            .definedBy("io.lacuna.app.cli..")
            .layer("demo")
            .definedBy("io.lacuna.app.demo..")
            .layer("running")
            .definedBy(
                    "io.lacuna.app.trainer..", "io.lacuna.app.stream..", "io.lacuna.app.web..", "io.lacuna.app.audit..")
            .layer("watch")
            .definedBy("io.lacuna.app.watch..")
            .layer("generation")
            .definedBy("io.lacuna.app.generation..")
            .layer("ground")
            .definedBy("io.lacuna.app.registry..", "io.lacuna.app.config..", "io.lacuna.app.table..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("demo")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("running")
            .mayOnlyBeAccessedByLayers("cli", "demo")
            .whereLayer("watch")
            .mayOnlyBeAccessedByLayers("cli", "demo", "running")
            .whereLayer("generation")
            .mayOnlyBeAccessedByLayers("cli", "demo", "running");

    @ArchTest
    static final ArchRule onlyTheAdapterKnowsTheRepackagedClient = noClasses()
            .that()
            .resideOutsideOfPackage("io.lacuna.app.registry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..")
            .because("Confluent's own jar can then take the place of the repackaged one");

    @ArchTest
    static final ArchRule theAppDoesNotKnowNd4j = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
            .because("serving must start, and run, without natives");

    @ArchTest
    static final ArchRule picocliStaysInTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("io.lacuna.app.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule nobodyTakesWhatAnotherLibraryCarriesInside = noClasses()
            .that()
            .resideOutsideOfPackage("io.lacuna.app.registry..") // The repackaged client is carried so.
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j.shade..", "scala..", "com.google.common..", "org.apache.commons.lang3..")
            .because("what came along with a library leaves with it")
            .allowEmptyShould(true);
}
