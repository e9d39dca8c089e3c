package io.lacuna;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The allowed dependencies between the packages of the streams library, and which packages may use what lies outside.
 */
@AnalyzeClasses(
        packages = {
            "io.lacuna.streams",
            "io.lacuna.internal.partner",
            "io.lacuna.internal.keyed",
            "io.lacuna.internal.impute",
            "io.lacuna.internal.note",
            "io.lacuna.internal.generation",
            "io.lacuna.internal.format",
            "io.lacuna.internal.record",
            "io.lacuna.internal.json",
            "io.lacuna.internal.avro",
            "io.lacuna.internal.registry"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class StreamsCoreArchitectureTest {

    @ArchTest
    static final ArchRule arrowsBetweenPackagesPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture()
            .layer("streams")
            .definedBy("io.lacuna.streams")
            .layer("partner")
            .definedBy("io.lacuna.internal.partner")
            .layer("keyed")
            .definedBy("io.lacuna.internal.keyed")
            .layer("impute")
            .definedBy("io.lacuna.internal.impute")
            .layer("note")
            .definedBy("io.lacuna.internal.note")
            .layer("generation")
            .definedBy("io.lacuna.internal.generation")
            .layer("format")
            .definedBy("io.lacuna.internal.format")
            .layer("record")
            .definedBy("io.lacuna.internal.record")
            .layer("json")
            .definedBy("io.lacuna.internal.json")
            .layer("avro")
            .definedBy("io.lacuna.internal.avro")
            .layer("registry")
            .definedBy("io.lacuna.internal.registry")
            .layer("errors")
            .definedBy("io.lacuna.streams.errors")
            .whereLayer("streams")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("partner")
            .mayOnlyBeAccessedByLayers("streams")
            .whereLayer("keyed")
            .mayOnlyBeAccessedByLayers("streams", "partner")
            .whereLayer("impute")
            .mayOnlyBeAccessedByLayers("streams", "partner")
            .whereLayer("note")
            .mayOnlyBeAccessedByLayers("streams", "partner", "impute")
            .whereLayer("generation")
            .mayOnlyBeAccessedByLayers("streams", "impute", "note")
            .whereLayer("record")
            .mayOnlyBeAccessedByLayers("streams", "impute", "note", "generation", "format")
            .whereLayer("format")
            .mayOnlyBeAccessedByLayers("impute")
            .whereLayer("json")
            .mayOnlyBeAccessedByLayers("keyed", "format", "record")
            .whereLayer("avro")
            .mayOnlyBeAccessedByLayers("streams", "impute", "note", "generation", "format", "record", "json")
            .whereLayer("registry")
            .mayOnlyBeAccessedByLayers("streams", "impute", "format", "avro", "json");

    @ArchTest
    static final ArchRule onlyTheAdapterKnowsTheRepackagedClient = noClasses()
            .that()
            .resideOutsideOfPackage("io.lacuna.internal.registry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..")
            .because("Confluent's own jar can then replace the repackaged one");

    @ArchTest
    static final ArchRule theLibraryKnowsNeitherApplicationNorTraining = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.lacuna.app..", "io.lacuna.training..", "io.lacuna.internal.training..", "org.nd4j..")
            .because("other people use it in their own topologies");

    @ArchTest
    static final ArchRule randomnessIsSeeded = noClasses()
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(SplittableRandom.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class)
            .because("the same record, generation and settings give the same bytes, on replay too")
            .allowEmptyShould(true);
}
