package io.lacuna.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Checks the dependencies between the packages of the application, and on other modules and libraries. */
@AnalyzeClasses(packages = "io.lacuna.app", importOptions = ImportOption.DoNotIncludeTests.class)
class StreamsAppArchitectureTest {

    @ArchTest
    static final ArchRule arrowsBetweenPackagesPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture()
            .layer("cli")
            .definedBy("io.lacuna.app.cli..")
            .layer("audit")
            .definedBy("io.lacuna.app.audit..")
            .layer("trainer")
            .definedBy("io.lacuna.app.trainer..")
            .layer("site")
            .definedBy("io.lacuna.app.site..")
            .layer("stream")
            .definedBy("io.lacuna.app.stream..")
            .layer("progress")
            .definedBy("io.lacuna.app.progress..")
            .layer("web")
            .definedBy("io.lacuna.app.web..")
            .layer("watch")
            .definedBy("io.lacuna.app.watch..")
            .layer("sizing")
            .definedBy("io.lacuna.app.sizing..")
            .layer("report")
            .definedBy("io.lacuna.app.report..")
            .layer("table")
            .definedBy("io.lacuna.app.table", "io.lacuna.app.table.past")
            .layer("column")
            .definedBy("io.lacuna.app.table.column")
            .layer("csv")
            .definedBy("io.lacuna.app.table.csv")
            .layer("cluster")
            .definedBy("io.lacuna.app.cluster..")
            .layer("config")
            .definedBy("io.lacuna.app.config..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("trainer")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("site")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("stream")
            .mayOnlyBeAccessedByLayers("cli", "site")
            .whereLayer("progress")
            .mayOnlyBeAccessedByLayers("cli", "audit", "stream", "site")
            .whereLayer("web")
            .mayOnlyBeAccessedByLayers("cli", "site")
            .whereLayer("watch")
            .mayOnlyBeAccessedByLayers("trainer", "stream", "site")
            .whereLayer("sizing")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("table")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("column")
            .mayOnlyBeAccessedByLayers("cli", "table", "trainer", "site")
            .whereLayer("csv")
            .mayOnlyBeAccessedByLayers("cli", "table", "column", "trainer", "report")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("cli", "stream", "watch")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("cli", "audit", "trainer", "site", "stream", "progress", "watch", "cluster");

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
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j.shade..", "scala..", "com.google.common..", "org.apache.commons.lang3..")
            .because("what came along with a library leaves with it")
            .allowEmptyShould(true);
}
