package io.lacuna.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.inference.labels.LabelKernel;
import io.lacuna.internal.inference.relation.RelationKernel;
import java.lang.reflect.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that change some answers of another kernel and pass the other questions on. */
class DelegatingKernelsTest {

    /** A default method of the interface would otherwise answer instead of the member. */
    @ParameterizedTest
    @ValueSource(classes = {LabelKernel.class, RelationKernel.class})
    void answersEveryQuestionItself(Class<? extends MemberKernel> kernel) throws Exception {
        for (Method method : MemberKernel.class.getMethods()) {
            assertThat(kernel.getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.getName())
                    .isEqualTo(kernel);
        }
    }
}
