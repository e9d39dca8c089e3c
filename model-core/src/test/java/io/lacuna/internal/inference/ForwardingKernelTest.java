package io.lacuna.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class ForwardingKernelTest {

    /** A default method of the interface would otherwise answer instead of the member. */
    @Test
    void passesEveryQuestionOn() throws Exception {
        for (Method method : MemberKernel.class.getMethods()) {
            assertThat(ForwardingKernel.class
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.getName())
                    .isEqualTo(ForwardingKernel.class);
        }
    }
}
