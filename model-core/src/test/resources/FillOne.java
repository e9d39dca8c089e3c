import io.lacuna.impute.FilledRow;
import io.lacuna.impute.LacunaModel;
import java.nio.file.Path;
import java.util.Map;

/** Run from source by ModelCoreJarIT, with the jars of model-core alone. */
final class FillOne {
    public static void main(String[] args) throws Exception {
        LacunaModel model = LacunaModel.read(Path.of(args[0]));
        FilledRow row = model.imputer().fill(Map.of());
        System.out.println(row.filled().size() + " of " + model.features().size() + " filled: " + row.values());
    }
}
