package io.lacuna.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.inference.labels.LabelInput;
import io.lacuna.internal.inference.labels.LabelLogits;
import io.lacuna.internal.inference.labels.LabelRelations;
import io.lacuna.internal.inference.labels.LabelTerm;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelledMemberTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("age"), Feature.categorical("group", List.of("young", "old")), Feature.binary("adult")));

    private final Member plain = new MarginalMember(Marginals.fit(
            new Table(FEATURES, List.of(new double[] {10, 0, 0}, new double[] {40, 1, 1}))));
    private final Member member = new LabelledMember(
            plain,
            new LabelRelations(List.of(
                    new LabelLogits(
                            1, List.of(new LabelTerm(List.of(LabelInput.ofNumber(0, new double[] {30})), new float[] {
                                9, 1, 1, 9
                            }))),
                    new LabelLogits(
                            2, List.of(new LabelTerm(List.of(LabelInput.ofLabels(1, 2)), new float[] {5, 1, 1, 5}))))),
            FEATURES);

    private static ImputationModel model(Member member) {
        return new ImputationModel(FEATURES, List.of(member), new Provenance(new TreeMap<>()));
    }

    @Test
    void isTheSameModelAfterReading() throws ArtifactException {
        byte[] artifact = ModelArtifact.write(model(member));
        ImputationModel read = ModelArtifact.read(artifact);
        assertThat(ModelArtifact.write(read)).isEqualTo(artifact);
        double[] record = {35, Double.NaN, Double.NaN};
        Imputer before = model(member).newImputer(InferenceSettings.DEFAULT);
        Imputer after = read.newImputer(InferenceSettings.DEFAULT);
        before.impute(record);
        after.impute(record);
        assertThat(after.probability(1, 1)).isEqualTo(before.probability(1, 1)).isGreaterThan(0.85);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] artifact = ModelArtifact.write(model(member));
        for (int length = 0; length < artifact.length; length++) {
            byte[] cut = Arrays.copyOf(artifact, length);
            assertThatThrownBy(() -> ModelArtifact.read(cut)).isInstanceOf(ArtifactException.class);
        }
    }

    @Test
    void refusesBytesThatAreNoRelations() throws IOException {
        assertRefused(bytes -> bytes.putInt(0, 2), "format version 2; it needs a newer Lacuna");
        assertRefused(bytes -> bytes.putInt(4, 9), "relations of 9 targets");
        assertRefused(bytes -> bytes.putInt(8, 0), "feature 0 has no labels to correct");
        assertRefused(bytes -> bytes.putInt(12, 0), "corrected by 0 terms");
        assertRefused(bytes -> bytes.put(16, (byte) 3), "a term of 3 inputs");
        assertRefused(bytes -> bytes.putInt(17, 1), "'group' cannot have 1 cuts");
        assertRefused(bytes -> bytes.putInt(17, 7), "no feature has index 7");
        assertRefused(bytes -> bytes.putInt(21, 0), "'age' cannot have 0 cuts");
        assertRefused(bytes -> bytes.putDouble(25, Double.NaN), "cuts of feature 'age' do not rise");
        assertRefused(bytes -> bytes.putFloat(33, 0), "a factor of a term is not positive");
    }

    private interface Damage {
        void to(ByteBuffer bytes);
    }

    private void assertRefused(Damage damage, String reason) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        member.write(new DataOutputStream(out));
        ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
        damage.to(bytes);
        assertThatThrownBy(() -> MemberKind.LABELLED.read(
                        new DataInputStream(new ByteArrayInputStream(bytes.array())), FEATURES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesALabelledMemberInsideItself() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LabelledMember(member, ((LabelledMember) member).relations(), FEATURES).write(new DataOutputStream(out));
        assertThatThrownBy(() -> MemberKind.LABELLED.read(
                        new DataInputStream(new ByteArrayInputStream(out.toByteArray())), FEATURES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("inside a labelled member");
    }

    /** A default method of the interface would otherwise answer instead of the member. */
    @Test
    void passesEveryQuestionOn() throws NoSuchMethodException {
        for (Method method : Member.class.getMethods()) {
            assertThat(LabelledMember.class
                            .getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.getName())
                    .isEqualTo(LabelledMember.class);
        }
    }

    @Test
    void surpriseNamesALabelThatBreaksARelation() {
        Surprise surprise = new Surprise(model(member), InferenceSettings.DEFAULT);
        double[] fits = new double[3];
        double[] breaks = new double[3];
        surprise.of(new double[] {35, 1, 1}, fits);
        surprise.of(new double[] {35, 0, 1}, breaks);
        assertThat(breaks[1]).isGreaterThan(fits[1] + 2);
    }
}
