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

/** The allowed dependencies between the packages of the model core, and what the model core must not depend on. */
@AnalyzeClasses(packages = "io.lacuna", importOptions = ImportOption.DoNotIncludeTests.class)
class ModelCoreArchitectureTest {

    @ArchTest
    static final ArchRule arrowsBetweenPackagesPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture()
            .layer("impute")
            .definedBy("io.lacuna.impute")
            .layer("evaluation")
            .definedBy("io.lacuna.internal.evaluation")
            .layer("context")
            .definedBy("io.lacuna.internal.context")
            .layer("model")
            .definedBy("io.lacuna.internal.model")
            .layer("tables")
            .definedBy("io.lacuna.internal.context.tables")
            .layer("mixture")
            .definedBy("io.lacuna.internal.inference.mixture")
            .layer("relation")
            .definedBy("io.lacuna.internal.inference.relation")
            .layer("labels")
            .definedBy("io.lacuna.internal.inference.labels")
            .layer("boosting")
            .definedBy("io.lacuna.internal.inference.boosting")
            .layer("neural")
            .definedBy("io.lacuna.internal.inference.neural")
            .layer("bound")
            .definedBy("io.lacuna.internal.inference.neural.bound")
            .layer("qavi")
            .definedBy("io.lacuna.internal.inference.neural.qavi")
            .layer("search")
            .definedBy("io.lacuna.internal.inference.neural.search")
            .layer("objective")
            .definedBy("io.lacuna.internal.inference.neural.objective")
            .layer("inference")
            .definedBy("io.lacuna.internal.inference")
            .layer("decoder")
            .definedBy("io.lacuna.internal.decoder")
            .layer("relay")
            .definedBy("io.lacuna.internal.relay")
            .layer("columns")
            .definedBy("io.lacuna.internal.data")
            .layer("numerics")
            .definedBy("io.lacuna.internal.numerics")
            .layer("words")
            .definedBy("io.lacuna.data", "io.lacuna.inference", "io.lacuna.model")
            .whereLayer("impute")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("evaluation")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("context")
            .mayOnlyBeAccessedByLayers("impute", "evaluation")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("impute", "evaluation", "context")
            .whereLayer("tables")
            .mayOnlyBeAccessedByLayers("impute", "evaluation", "context", "model")
            .whereLayer("mixture")
            .mayOnlyBeAccessedByLayers("model")
            .whereLayer("relation")
            .mayOnlyBeAccessedByLayers("model", "context")
            .whereLayer("labels")
            .mayOnlyBeAccessedByLayers("model")
            .whereLayer("boosting")
            .mayOnlyBeAccessedByLayers("model")
            .whereLayer("neural")
            .mayOnlyBeAccessedByLayers("model")
            .whereLayer("bound")
            .mayOnlyBeAccessedByLayers("evaluation", "neural")
            .whereLayer("qavi")
            .mayOnlyBeAccessedByLayers("neural")
            .whereLayer("search")
            .mayOnlyBeAccessedByLayers("model", "neural", "bound", "qavi")
            .whereLayer("objective")
            .mayOnlyBeAccessedByLayers("neural", "bound", "qavi", "search")
            .whereLayer("inference")
            .mayOnlyBeAccessedByLayers(
                    "evaluation",
                    "context",
                    "model",
                    "mixture",
                    "relation",
                    "labels",
                    "boosting",
                    "neural",
                    "objective")
            .whereLayer("decoder")
            .mayOnlyBeAccessedByLayers("model", "neural", "bound", "qavi", "search", "objective")
            .whereLayer("relay")
            .mayOnlyBeAccessedByLayers("model", "mixture", "neural", "search")
            .whereLayer("columns")
            .mayOnlyBeAccessedByLayers(
                    "evaluation",
                    "model",
                    "inference",
                    "mixture",
                    "relation",
                    "boosting",
                    "neural",
                    "qavi",
                    "search",
                    "relay",
                    "objective")
            .whereLayer("numerics")
            .mayOnlyBeAccessedByLayers(
                    "columns",
                    "decoder",
                    "context",
                    "tables",
                    "evaluation",
                    "model",
                    "inference",
                    "mixture",
                    "relation",
                    "labels",
                    "boosting",
                    "neural",
                    "qavi",
                    "search",
                    "objective",
                    "relay",
                    "columns");

    @ArchTest
    static final ArchRule theCoreNeedsNothingButItself = noClasses()
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "jdk.incubator.vector..", "io.lacuna..", "org.jspecify..")
            .because("a program that fills one record should not carry more");

    @ArchTest
    static final ArchRule theCoreDoesNotKnowItsUsers = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.lacuna.app..",
                    "io.lacuna.schemas..",
                    "io.lacuna.streams..",
                    "io.lacuna.training..",
                    "io.lacuna.internal.training..");

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
            .because("the same record, generation and settings give the same bytes, on replay too");

    @ArchTest
    static final ArchRule theCoreSpeaksThroughReturnValues = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("who prints is the command line's choice");
}
