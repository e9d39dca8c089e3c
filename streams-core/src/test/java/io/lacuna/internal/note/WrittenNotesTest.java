package io.lacuna.internal.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.avro.TrustedClasses;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.evaluation.CentralIntervals;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.record.LatentOutput;
import io.lacuna.internal.record.NoteCells;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.internal.record.NoteLayout;
import io.lacuna.internal.record.NoteLevel;
import io.lacuna.internal.record.NoteSchemas;
import io.lacuna.schemas.CellContext;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import io.lacuna.schemas.LatentCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Notes write the same bytes as the generated classes, and have the same field values. */
class WrittenNotesTest {
    private static final NoteChoices ARRAY =
            new NoteChoices(NoteLevel.FULL, NoteCells.ARRAY, false, LatentOutput.TOPIC, false);
    private static final NoteLayout PLAIN = layout(ARRAY, false);

    private final ImputationModel model = Models.sensors(20);
    private final Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);

    /** The stretch of the interval of temp. */
    private double stretch = 1;

    private final NoteBuilder notes = new NoteBuilder(
            new NoteWords(new ServingGeneration(7, "ab12", model, 0), "marginal", 0.9, true),
            NoteLevel.FULL,
            model.features(),
            imputer,
            null,
            new CentralIntervals(imputer, model.features().size(), 0.9),
            feature -> feature == 0 ? stretch : 1);

    @BeforeAll
    static void avroMayReadTheClasses() {
        TrustedClasses.trustLacunas();
    }

    @Test
    void anImputationOfEveryKindOfCell() throws IOException {
        imputer.impute(nothing());
        notes.begin();
        notes.number(0);
        notes.number(1);
        notes.category(3);
        notes.category(4);

        Imputation read =
                assertWrittenAs(new Imputation(), notes.note(new Source("readings", 3, 1L << 40), 0, PLAIN, null));

        assertThat(read.getSourceTopic()).isEqualTo("readings");
        assertThat(read.getSourceOffset()).isEqualTo(1L << 40);
        assertThat(read.getCells()).extracting("field").containsExactly("temp", "humidity", "alarm", "state");
        assertThat(read.getCells().get(0).getMean()).isEqualTo(imputer.mean(0));
        assertThat(read.getCells().get(0).getStretch()).isNull();
        assertThat(read.getCells().get(3).getProbabilities())
                .containsOnlyKeys("on", "off")
                .containsEntry("on", imputer.probability(4, 0));
    }

    @Test
    void theNextRecordsNoteHoldsNothingOfTheLast() throws IOException {
        anImputationOfEveryKindOfCell();
        stretch = 1.5;
        imputer.impute(nothing());
        notes.begin();
        notes.category(3);
        notes.number(0);

        Imputation read = assertWrittenAs(new Imputation(), notes.note(new Source("others", 0, 1), 4, PLAIN, null));

        assertThat(read.getSourceTopic()).isEqualTo("others");
        assertThat(read.getCells()).extracting("field").containsExactly("alarm", "temp");
        assertThat(read.getCells().get(0).getMean()).isNull();
        assertThat(read.getCells().get(1).getProbabilities()).isNull();
        assertThat(read.getCells().get(1).getStretch()).isEqualTo(1.5);
    }

    @Test
    void aRecordWithoutGaps() throws IOException {
        imputer.impute(new double[] {20, 50, 7, 1, 0});
        notes.begin();

        assertThat(assertWrittenAs(new Imputation(), notes.note(new Source("readings", 0, 5), 5, PLAIN, null))
                        .getCells())
                .isEmpty();
    }

    @Test
    void aLatentCode() throws IOException {
        imputer.impute(nothing());
        float[] means = new float[imputer.latentSize()];
        float[] sds = new float[imputer.latentSize()];
        imputer.latent(means, sds);
        LatentNote code = new LatentNote(7, new Utf8("readings"), 3, 1L << 40, means, sds, false);

        LatentCode read = assertWrittenAs(new LatentCode(), code);

        float[] mean = new float[imputer.latentSize()];
        imputer.latent(mean, new float[mean.length]);
        assertThat(read.getGeneration()).isEqualTo(7);
        assertThat(read.getSourcePartition()).isEqualTo(3);
        assertThat(read.getMean()).hasSize(mean.length);
        assertThat(read.getSd()).hasSize(mean.length);
    }

    @Test
    void aSparseLatentCodeLeavesOutSmallProbabilitiesAndTheirDeviations() throws IOException {
        float half = (float) Math.sqrt(0.75f * 0.25);
        float small = 0.0004f;
        float[] mean = {0.75f, small, 0, 0.25f, -1.5f, 2};
        float[] sd = {half, (float) Math.sqrt((double) small * (1 - (double) small)), 0, half, 0.5f, 0};

        LatentCode read =
                assertWrittenAs(new LatentCode(), new LatentNote(7, new Utf8("readings"), 3, 1L << 40, mean, sd, true));

        assertThat(read.getMean()).isEmpty();
        assertThat(read.getSparse().getLikely()).extracting("place").containsExactly(0, 3);
        LatentCode complete = LatentNote.complete(read);
        assertThat(complete.getMean()).containsExactly(0.75f, 0f, 0f, 0.25f, -1.5f, 2f);
        assertThat(complete.getSd()).containsExactly(half, 0f, 0f, half, 0.5f, 0f);
        assertThat(LatentNote.complete(complete)).isSameAs(complete);
    }

    @Test
    void aCodeWithoutProbabilitiesIsWhole() throws IOException {
        LatentCode read = assertWrittenAs(
                new LatentCode(),
                new LatentNote(7, new Utf8("readings"), 3, 5, new float[] {2, 0.5f}, new float[] {1, 0.25f}, true));

        assertThat(read.getSparse().getShares()).isZero();
        assertThat(LatentNote.complete(read).getMean()).containsExactly(2f, 0.5f);
        assertThat(LatentNote.complete(read).getSd()).containsExactly(1f, 0.25f);
    }

    @Test
    void aNoteByFieldNeedsNoNamesAndAboutHalfTheBytes() throws IOException {
        List<NoteLayout.Field> fields = List.of(
                new NoteLayout.Field(0, "temp", true, true),
                new NoteLayout.Field(1, "room.humidity", true, false),
                new NoteLayout.Field(2, "count", true, false),
                new NoteLayout.Field(3, "alarm", false, false),
                new NoteLayout.Field(4, "state", false, false));
        Schema schema = NoteSchemas.of(NoteChoices.FULL, false, fields);
        imputer.impute(nothing());
        notes.begin();
        notes.number(0);
        notes.number(1);
        notes.category(4);
        ImputationNote note = notes.note(
                new Source("readings", 3, 41), 0, new NoteLayout(schema, NoteChoices.FULL, true, fields), null);
        byte[] written = bytes(note);

        assertThat(written.length / 0.6)
                .isLessThan(bytes(notes.note(new Source("readings", 3, 41), 0, PLAIN, null)).length);
        GenericRecord read = (GenericRecord)
                new GenericDatumReader<>(schema).read(null, DecoderFactory.get().binaryDecoder(written, null));
        GenericRecord direct =
                (GenericRecord) note.get(schema.getField("fields").pos());
        for (String name : List.of("temp", "room_humidity")) {
            assertThat(((GenericRecord) read.get("fields")).get(name)).hasToString(String.valueOf(direct.get(name)));
        }
        GenericRecord record = new GenericData.Record(
                SchemaBuilder.record("R").fields().requiredDouble("temp").endRecord());
        record.put("temp", 21.25);
        List<ImputedCell> cells = NoteReader.cells(record, read);
        assertThat(cells).extracting("field").containsExactly("temp", "room.humidity", "state");
        assertThat(cells.get(0).getMean()).isEqualTo(21.25);
        assertThat(cells.get(0).getSd()).isEqualTo((double) (float) imputer.sd(0));
        assertThat(cells.get(1).getMean()).isEqualTo((double) (float) imputer.mean(1));
        assertThat(cells.get(2).getProbabilities())
                .containsOnlyKeys("on", "off")
                .containsEntry("on", (double) (float) imputer.probability(4, 0));
        assertThat(note.toImputation().getCells()).extracting("field").containsExactly("temp", "humidity", "state");
    }

    @Test
    void aNoteThatIsKeptDoesNotChangeWithTheNextRecord() {
        imputer.impute(nothing());
        notes.begin();
        notes.number(0);
        ImputationNote kept = notes.note(new Source("readings", 0, 5), 5, PLAIN, null);
        Imputation before = kept.toImputation();
        notes.begin();
        notes.category(3);
        notes.number(1);
        notes.note(new Source("readings", 0, 6), 5, PLAIN, null);

        assertThat(kept.toImputation()).isEqualTo(before);
        assertThat(before.getCells()).extracting("field").containsExactly("temp");
    }

    @Test
    void nothingCanBePut() {
        notes.begin();
        ImputationNote note = notes.note(new Source("readings", 0, 5), 5, PLAIN, null);
        assertThatThrownBy(() -> note.put(0, 1L))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("io.lacuna.schemas.Imputation is only written");
    }

    private static NoteLayout layout(NoteChoices choices, boolean context) {
        return new NoteLayout(NoteSchemas.of(choices, context, List.of()), choices, context);
    }

    private double[] nothing() {
        double[] nothing = new double[model.features().size()];
        Arrays.fill(nothing, Double.NaN);
        return nothing;
    }

    @Test
    void aNoteOfAModelWithAPastNamesWhatEachCellIsFilledWith() throws IOException {
        ImputationModel remembering = Models.remembering(20);
        ContextImputer past = new ContextImputer(remembering, remembering.newImputer(InferenceSettings.DEFAULT), 1);
        NoteBuilder naming = new NoteBuilder(
                new NoteWords(new ServingGeneration(7, "ab12", remembering, 0), "marginal", 0.9, true),
                NoteLevel.FULL,
                remembering.features(),
                past,
                past,
                new CentralIntervals(past, remembering.features().size(), 0.9),
                feature -> 1);
        KeyMemory memory = new KeyMemory(remembering.features());
        past.impute(new double[] {21.5, 50, 7, 1, 0}, 60_000, memory);
        past.remember(memory, 41);
        past.impute(nothing(), 180_000, memory);
        naming.begin();
        naming.number(0);
        naming.number(1);
        naming.category(4);

        Imputation read = assertWrittenAs(
                new Imputation(), naming.note(new Source("readings", 3, 43), 0, layout(ARRAY, true), null));

        assertThat(read.getCells().get(0).getContext())
                .isEqualTo(new CellContext(41L, 120_000L, 21.5, null, 1.5f, null));
        assertThat(read.getCells()).extracting("context").last().isNull();
        List<NoteLayout.Field> fields = List.of(
                new NoteLayout.Field(0, "temp", true, true),
                new NoteLayout.Field(1, "humidity", true, true),
                new NoteLayout.Field(4, "state", false, false));
        Schema schema = NoteSchemas.of(NoteChoices.FULL, true, fields);
        byte[] written = bytes(naming.note(
                new Source("readings", 3, 43), 0, new NoteLayout(schema, NoteChoices.FULL, true, fields), null));
        GenericRecord byField = (GenericRecord)
                new GenericDatumReader<>(schema).read(null, DecoderFactory.get().binaryDecoder(written, null));
        assertThat(NoteReader.cells(null, byField))
                .extracting(ImputedCell::getContext)
                .isEqualTo(read.getCells().stream().map(ImputedCell::getContext).toList());
    }

    @Test
    void aModelWithoutAPastWritesTheSchemaThatWasThereBefore() {
        Schema plain = PLAIN.schema();
        assertThat(plain.getField("cells").schema().getElementType().getFields())
                .extracting(Schema.Field::name)
                .containsExactly("field", "mean", "sd", "lower", "upper", "probabilities", "stretch");
        assertThat(notes.note(new Source("readings", 0, 5), 5, PLAIN, null).getSchema())
                .isSameAs(plain);
    }

    /**
     * Asserts that a note's bytes are those of the generated class with the note's field values; returns the bytes as
     * read.
     */
    private static <T extends SpecificRecordBase> T assertWrittenAs(T generated, SpecificRecordBase note)
            throws IOException {
        for (int field = 0; field < note.getSchema().getFields().size(); field++) {
            generated.put(field, note.get(field));
        }
        byte[] written = bytes(note);
        // Avro keeps maps in an order of its own.
        assertThat(written).hasSameSizeAs(rewritten(written, note.getSchema()));
        Decoder decoder = DecoderFactory.get().binaryDecoder(written, null);
        T read = new SpecificDatumReader<T>(note.getSchema(), generated.getSchema()).read(null, decoder);
        assertThat(read).isEqualTo(generated);
        return read;
    }

    /** Read and written again by Avro alone. */
    private static byte[] rewritten(byte[] bytes, Schema schema) throws IOException {
        Object read =
                new GenericDatumReader<>(schema).read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(read, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static byte[] bytes(SpecificRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        SpecificDatumWriter<SpecificRecord> writer = new SpecificDatumWriter<>(record.getSchema());
        writer.getSpecificData().setCustomCoders(true);
        writer.write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
