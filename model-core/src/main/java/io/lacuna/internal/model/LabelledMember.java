package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.BoundDraws;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.labels.LabelKernel;
import io.lacuna.internal.inference.labels.LabelRelations;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A member whose probabilities of labels are corrected by {@link LabelRelations}. Immutable.
 *
 * @param member what is corrected; not itself a labelled member
 * @param relations the corrections
 * @param features of the member
 */
public record LabelledMember(Member member, LabelRelations relations, Features features) implements Member {

    /** The member without the correction of its labels; itself if it has none. */
    public static Member uncorrected(Member member) {
        return member instanceof LabelledMember labelled ? labelled.member : member;
    }

    static Member read(DataInput in, Features features) throws IOException {
        LabelRelations relations = LabelRelations.read(in, features);
        MemberKind kind = MemberKind.of(in.readUTF());
        if (kind == MemberKind.LABELLED) {
            throw new IOException("a labelled member inside a labelled member");
        }
        return new LabelledMember(kind.read(in, features), relations, features);
    }

    @Override
    public MemberKind kind() {
        return MemberKind.LABELLED;
    }

    @Override
    public InferenceMethod method() {
        return member.method();
    }

    @Override
    public List<? extends InferenceMethod> methods() {
        return member.methods();
    }

    @Override
    public Map<String, String> atoms() {
        return member.atoms();
    }

    @Override
    public List<String> corrected() {
        return relations.logits().stream()
                .map(each -> features.get(each.target()).name())
                .toList();
    }

    @Override
    public MemberKernel newKernel(InferenceSettings settings) {
        return new LabelKernel(() -> member.newKernel(settings), relations, features);
    }

    /** The corrections change no likelihood of a record. */
    @Override
    public BoundDraws newBound(InferenceSettings settings, LikelihoodBound bound) {
        return member.newBound(settings, bound);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        relations.write(out);
        out.writeUTF(member.kind().id());
        member.write(out);
    }
}
