package dev.millrace.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bundle.BundleWriter.FittedTask;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.serving.LoadedModel;
import dev.millrace.serving.TinyBundle;
import dev.millrace.session.CpuDevice;
import dev.millrace.session.ModelOutput;
import dev.millrace.tokenize.Windowing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleWriterTest {
  @TempDir
  private Path directory;

  @Test
  void theSamePartsGiveTheSameBytes() {
    Map<String, String> first = hashes(TinyBundle.write(directory.resolve("a/bundle")));
    Map<String, String> second = hashes(TinyBundle.write(directory.resolve("b/bundle")));
    assertThat(first).isEqualTo(second).containsOnlyKeys(
        "heads.onnx", "held-out-category-fp32.csv", "held-out-urgency-fp32.csv", "millrace.yaml", "model.onnx", "tokenizer.json");
  }

  @Test
  void whatIsWrittenIsWhatIsOpened() {
    Bundle bundle = Bundle.open(TinyBundle.write(directory));
    assertThat(bundle.name()).isEqualTo("tiny");
    assertThat(bundle.windowing()).isEqualTo(new Windowing(32, 3, 4));
    assertThat(bundle.outputs()).containsExactly(new ModelOutput("category", 3), new ModelOutput("urgency", 2));
    BundleTask category = bundle.tasks().get(0);
    assertThat(category.labels()).containsExactly("refund", "delivery", "account");
    assertThat(category.temperature()).isEqualTo(1.5);
    assertThat(category.heldOut()).usingRecursiveComparison().isEqualTo(TinyBundle.heldOut(400, 100));
    assertThat(category.calibrated()).isTrue();
  }

  @Test
  void assembledOrNotItIsOneVersion() {
    Map<String, FittedTask> tasks = Map.of("category", TinyBundle.task(384, List.of("a", "b"), HeldOutPairs.NONE));
    Manifest.Text text = new Manifest.Text("*", 64, 2, 8);
    TinyBundle.writer("minilm", text).write(directory.resolve("whole"), "same", tasks, false);
    TinyBundle.writer("minilm", text).write(directory.resolve("recipe"), "same", tasks, true);
    assertThat(directory.resolve("recipe/model.onnx")).doesNotExist();
    assertThat(directory.resolve("recipe/tokenizer.json")).doesNotExist();
    Bundle whole = Bundle.open(directory.resolve("whole"));
    Bundle recipe = Bundle.open(directory.resolve("recipe"));
    assertThat(recipe.version()).isEqualTo(whole.version());
    assertThat(FileHash.of(recipe.graph())).isEqualTo(FileHash.of(whole.graph()));
    assertThat(FileHash.of(recipe.tokenizer())).isEqualTo(FileHash.of(whole.tokenizer()));
  }

  @Test
  void whatChangesAScoreChangesTheVersion() {
    String version = version(TinyBundle.TEXT, TinyBundle.tasks());
    Map<String, FittedTask> warmer = TinyBundle.tasks();
    warmer.computeIfPresent("urgency", (name, task) -> new FittedTask(task.labels(), task.head(), 2, task.heldOut(), task.metrics()));
    Map<String, FittedTask> relabelled = TinyBundle.tasks();
    relabelled.computeIfPresent("urgency", (name, task) -> new FittedTask(List.of("high", "low"), task.head(), task.temperature(), task.heldOut(), task.metrics()));
    Map<String, FittedTask> remeasured = TinyBundle.tasks();
    remeasured.computeIfPresent("urgency", (name, task) -> new FittedTask(task.labels(), task.head(), task.temperature(), task.heldOut(), Map.of("accuracy", 0.5)));
    assertThat(Stream.of(version(new Manifest.Text("*", 32, 4, 4), TinyBundle.tasks()), version(new Manifest.Text("{body}", 32, 3, 4), TinyBundle.tasks()),
        version(TinyBundle.TEXT, warmer), version(TinyBundle.TEXT, relabelled), version)).doesNotHaveDuplicates();
    assertThat(version(TinyBundle.TEXT, remeasured)).as("metrics change no score").isEqualTo(version);
  }

  @Test
  void tasksWhoseNamesDifferInSpecialCharactersKeepTheirOwnHeldOutPairs() {
    Map<String, FittedTask> tasks = new LinkedHashMap<>();
    tasks.put("a b", TinyBundle.task(TinyBundle.WIDTH, List.of("x", "y"), TinyBundle.heldOut(10, 1)));
    tasks.put("a_b", TinyBundle.task(TinyBundle.WIDTH, List.of("x", "y"), TinyBundle.heldOut(20, 2)));
    tasks.put("类别", TinyBundle.task(TinyBundle.WIDTH, List.of("x", "y"), TinyBundle.heldOut(30, 3)));
    tasks.put("紧急", TinyBundle.task(TinyBundle.WIDTH, List.of("x", "y"), TinyBundle.heldOut(40, 4)));
    Bundle bundle = Bundle.open(TinyBundle.write(directory, TinyBundle.TEXT, tasks));
    assertThat(bundle.tasks()).extracting(task -> task.heldOut().size()).containsExactly(10, 20, 30, 40);
    LoadedModel.load(bundle.graph(), bundle.tokenizer(), bundle.outputs(), bundle.precision(), bundle.windowing(), new CpuDevice(1)).close();
  }

  @Test
  void aRecipeOfAnEncoderWithoutCoordinatesIsRefusedBeforeAnythingIsWritten() {
    assertThatThrownBy(() -> TinyBundle.writer(TinyBundle.ENCODER, TinyBundle.TEXT).write(directory.resolve("new"), "tiny", TinyBundle.tasks(), true))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("encoder 'tiny-encoder' has none; leave out --recipe");
    assertThat(directory).isEmptyDirectory();
  }

  private String version(Manifest.Text text, Map<String, FittedTask> tasks) {
    return Bundle.open(TinyBundle.write(directory.resolve("versioned"), text, tasks)).version();
  }

  private static Map<String, String> hashes(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      Map<String, String> hashes = new TreeMap<>();
      files.forEach(file -> hashes.put(file.getFileName().toString(), FileHash.of(file)));
      return hashes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
