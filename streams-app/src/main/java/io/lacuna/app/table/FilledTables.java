package io.lacuna.app.table;

import io.lacuna.app.table.csv.CsvFormat;
import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.CsvWriter;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Features;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Surprise;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The output files of filling a table: the table, with intervals after its own columns; one more table for each draw;
 * the latent codes; the surprise of observed cells. They appear together at {@link #commit}. Mutable, owned by one thread.
 */
final class FilledTables implements AutoCloseable {
    private static final String LOWER = ":lower";
    private static final String UPPER = ":upper";

    private final FeatureColumns columns;
    private final RecordFiller filler;
    private final OptionalDouble mass;
    private final List<Integer> intervals = new ArrayList<>();
    private final List<CsvWriter> files = new ArrayList<>();
    private final List<CsvWriter> draws = new ArrayList<>();
    private final List<LatentTable> latents = new ArrayList<>();
    private final List<SurpriseTable> surprises = new ArrayList<>();

    private FilledTables(FeatureColumns columns, RecordFiller filler, OptionalDouble mass) {
        this.columns = columns;
        this.filler = filler;
        this.mass = mass;
    }

    /** Starts all files and writes their headers. */
    static FilledTables create(
            ImputationModel model,
            ImputationRequest request,
            TableProfile profile,
            CsvHeader header,
            FeatureColumns columns,
            RecordFiller filler)
            throws TableException {
        FilledTables tables = new FilledTables(columns, filler, request.intervalMass());
        try {
            tables.begin(model, request, profile, header);
            return tables;
        } catch (TableException failure) {
            tables.close();
            throw failure;
        }
    }

    private void begin(ImputationModel model, ImputationRequest request, TableProfile profile, CsvHeader header)
            throws TableException {
        CsvFormat format = profile.format();
        if (mass.isPresent()) {
            Features features = columns.features();
            for (int c = 0; c < header.size(); c++) {
                int f = columns.feature(c);
                if (f >= 0 && features.get(f).isContinuous()) {
                    intervals.add(f);
                    requireFree(request, header, features.get(f).name() + LOWER);
                    requireFree(request, header, features.get(f).name() + UPPER);
                }
            }
        }
        CsvWriter table = open(request, format, header, 0);
        for (int f : intervals) {
            String name = columns.features().get(f).name();
            table.text(name + LOWER);
            table.text(name + UPPER);
        }
        table.endRecord();
        for (int m = 1; m <= request.draws(); m++) {
            CsvWriter draw = open(request, format, header, m);
            draw.endRecord();
            draws.add(draw);
        }
        if (request.latents().isPresent()) {
            CsvWriter file = CsvWriter.create(request.latents().get(), format.plain());
            files.add(file);
            latents.add(new LatentTable(file, profile.style().decimal() == ',', filler));
        }
        if (request.surprise().isPresent()) {
            CsvWriter file = CsvWriter.create(request.surprise().get(), format.plain());
            files.add(file);
            surprises.add(new SurpriseTable(
                    file,
                    profile.style().decimal() == ',',
                    columns.features(),
                    new Surprise(model, request.settings())));
        }
    }

    private static void requireFree(ImputationRequest request, CsvHeader header, String name) throws TableException {
        if (header.names().contains(name)) {
            throw new TableException(request.csv() + ": has a column '" + name
                    + "' already, which --intervals would add; rename it, or leave --intervals out");
        }
    }

    private CsvWriter open(ImputationRequest request, CsvFormat format, CsvHeader header, int draw)
            throws TableException {
        CsvWriter file = CsvWriter.create(draw == 0 ? request.out() : request.drawFile(draw), format);
        files.add(file);
        for (String name : header.raw()) {
            file.raw(name);
        }
        return file;
    }

    /** Writes the reader's record with its gaps filled by the filler. */
    void write(CsvReader reader) throws TableException {
        CsvWriter table = files.get(0);
        for (int c = 0; c < reader.size(); c++) {
            int f = columns.feature(c);
            if (f >= 0 && filler.isGap(f)) {
                table.text(filler.text(f));
            } else {
                table.raw(reader.raw(c));
            }
        }
        for (int f : intervals) {
            table.text(filler.isGap(f) ? filler.quantile(f, 0.5 - 0.5 * mass.orElseThrow()) : "");
            table.text(filler.isGap(f) ? filler.quantile(f, 0.5 + 0.5 * mass.orElseThrow()) : "");
        }
        table.endRecord();
        for (int m = 1; m <= draws.size(); m++) {
            writeDraw(reader, m);
        }
        for (LatentTable latent : latents) {
            latent.write();
        }
        for (SurpriseTable surprise : surprises) {
            surprise.write(filler.observation());
        }
    }

    private void writeDraw(CsvReader reader, int number) throws TableException {
        CsvWriter table = draws.get(number - 1);
        filler.draw(number);
        for (int c = 0; c < reader.size(); c++) {
            int f = columns.feature(c);
            if (f >= 0 && filler.isGap(f)) {
                table.text(filler.drawn(f));
            } else {
                table.raw(reader.raw(c));
            }
        }
        table.endRecord();
    }

    /** Moves all files to their final names. */
    void commit() throws TableException {
        for (CsvWriter file : files) {
            file.commit();
        }
    }

    @Override
    public void close() {
        files.forEach(CsvWriter::close);
    }
}
