package io.lacuna;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** The arrows between the packages of the model core, and what it may not know. */
@AnalyzeClasses(packages = "io.lacuna", importOptions = ImportOption.DoNotIncludeTests.class)
class ModelCoreArchitectureTest {

    @ArchTest
    static final ArchRule arrowsBetweenPackagesPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .ensureAllClassesAreContainedInArchitecture()
            .layer("evaluation")
            .definedBy("io.lacuna.evaluation..")
            .layer("training")
            .definedBy("io.lacuna.training..")
            .layer("model")
            .definedBy("io.lacuna.model..")
            .layer("inference")
            .definedBy("io.lacuna.inference..")
            .layer("decoder and relay")
            .definedBy("io.lacuna.decoder..", "io.lacuna.relay..")
            .layer("data")
            .definedBy("io.lacuna.data..")
            .whereLayer("evaluation")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("training")
            .mayOnlyBeAccessedByLayers("evaluation")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("evaluation", "training")
            .whereLayer("inference")
            .mayOnlyBeAccessedByLayers("evaluation", "training", "model")
            .whereLayer("decoder and relay")
            .mayOnlyBeAccessedByLayers("evaluation", "training", "model", "inference");

    @ArchTest
    static final ArchRule theCoreKnowsNeitherKafkaNorAvro = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "io.lacuna.app..", "io.lacuna.schemas..");

    @ArchTest
    static final ArchRule nd4jTrainsAndNothingElse = noClasses()
            .that()
            .resideOutsideOfPackage("io.lacuna.training..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
            .because(
                    "one record through ND4J costs 30 to 90 times the plain loop, and serving must run without natives");

    @ArchTest
    static final ArchRule randomnessIsSeeded = noClasses()
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class)
            .because("the same record, generation and settings give the same bytes, on replay too");

    @ArchTest
    static final ArchRule theCoreSpeaksThroughReturnValues = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("who prints is the command line's choice");
}
