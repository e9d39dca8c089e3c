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

/** The allowed dependencies between the packages of training, and the one package that may use ND4J. */
@AnalyzeClasses(
        packages = {"io.lacuna.training", "io.lacuna.internal.training"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ModelTrainingArchitectureTest {

    @ArchTest
    static final ArchRule arrowsBetweenPackagesPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture()
            .layer("fitter")
            .definedBy("io.lacuna.training")
            .layer("trainers")
            .definedBy("io.lacuna.internal.training")
            .layer("mixture")
            .definedBy("io.lacuna.internal.training.mixture")
            .layer("calibration")
            .definedBy("io.lacuna.internal.training.mixture.calibration")
            .layer("relation")
            .definedBy("io.lacuna.internal.training.relation")
            .layer("boosting")
            .definedBy("io.lacuna.internal.training.boosting")
            .layer("averaging")
            .definedBy("io.lacuna.internal.training.averaging")
            .layer("neural")
            .definedBy("io.lacuna.internal.training.neural")
            .layer("context")
            .definedBy("io.lacuna.internal.training.context")
            .layer("labels")
            .definedBy("io.lacuna.internal.training.labels")
            .whereLayer("context")
            .mayOnlyBeAccessedByLayers("trainers")
            .whereLayer("labels")
            .mayOnlyBeAccessedByLayers("trainers")
            .whereLayer("averaging")
            .mayOnlyBeAccessedByLayers("trainers")
            .whereLayer("boosting")
            .mayOnlyBeAccessedByLayers("trainers")
            .whereLayer("calibration")
            .mayOnlyBeAccessedByLayers("mixture", "averaging")
            .whereLayer("mixture")
            .mayOnlyBeAccessedByLayers("trainers", "relation")
            .whereLayer("relation")
            .mayOnlyBeAccessedByLayers("trainers")
            .whereLayer("neural")
            .mayOnlyBeAccessedByLayers("trainers");

    @ArchTest
    static final ArchRule nd4jFitsNeuralDecodersAndNothingElse = noClasses()
            .that()
            .resideOutsideOfPackage("io.lacuna.internal.training.neural..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..")
            .because("the default method is fitted in plain Java, without native libraries");

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
