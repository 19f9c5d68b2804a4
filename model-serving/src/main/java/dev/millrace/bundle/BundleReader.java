package dev.millrace.bundle;

import dev.millrace.failure.MillraceException;
import dev.millrace.graph.GraphAssembly;
import dev.millrace.graph.HeadWeights;
import dev.millrace.graph.HeadsFile;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.Windowing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Opens a directory as a bundle: hashes first, then what they promise. */
final class BundleReader {
  private final Path directory;

  BundleReader(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  Bundle read() {
    if (!Files.isDirectory(directory)) {
      throw MillraceException.usage("There is no bundle at %s; expected a directory with %s or an optimum-cli export", directory, Manifest.FILE);
    }
    try {
      return readDirectory();
    } catch (IllegalArgumentException e) {
      // What records refuse comes from files here: labels twice, windows without room.
      throw MillraceException.data("Bundle %s: %s", directory, e.getMessage());
    }
  }

  private Bundle readDirectory() {
    Path file = directory.resolve(Manifest.FILE);
    if (!Files.exists(file)) {
      return new OptimumExport(directory, null).read();
    }
    Manifest manifest = ManifestFile.read(file);
    checkFiles(manifest);
    return manifest.encoder() == null ? new OptimumExport(directory, manifest).read() : headsOverEncoder(manifest);
  }

  private void checkFiles(Manifest manifest) {
    if (manifest.files() != null) {
      manifest.files().forEach((name, hash) -> FileHash.require(inside(name), hash));
    }
  }

  /** A manifest is untrusted: it names no file outside its directory. */
  private Path inside(String name) {
    Path file = directory.resolve(name).normalize();
    if (!file.startsWith(directory.normalize()) || Path.of(name).getNameCount() != 1) {
      throw MillraceException.data("Manifest %s names the file '%s'; expected a name without directories", directory.resolve(Manifest.FILE), name);
    }
    return file;
  }

  private Bundle headsOverEncoder(Manifest manifest) {
    require(manifest.precision() != null, "precision");
    require(manifest.tasks() != null && !manifest.tasks().isEmpty(), "tasks");
    require(manifest.text() != null && manifest.text().template() != null && manifest.text().maximumLength() != null
        && manifest.text().maxWindows() != null && manifest.text().windowOverlap() != null, "text with template, maximum_length, max_windows, window_overlap");
    require(manifest.files() != null && manifest.files().containsKey("heads.onnx"), "files with heads.onnx");
    Precision precision = Precision.of(manifest.precision());
    Manifest.Text text = manifest.text();
    Windowing windowing = new Windowing(text.maximumLength(), text.maxWindows(), text.windowOverlap());
    List<BundleTask> tasks = tasks(manifest, precision);
    String version = ModelVersion.of(manifest);
    boolean assembled = manifest.files().containsKey("model.onnx");
    EncoderFiles files = assembled
        ? new EncoderFiles(directory.resolve("model.onnx"), directory.resolve("tokenizer.json"))
        : assemble(manifest, version);
    if (assembled) {
      FileHash.require(files.tokenizer(), manifest.encoder().tokenizerSha256());
    }
    String name = manifest.name() == null ? directory.getFileName().toString() : manifest.name();
    return new Bundle(name, version, precision, files.model(), files.tokenizer(), TextTemplate.of(text.template()), windowing, tasks);
  }

  private EncoderFiles assemble(Manifest manifest, String version) {
    Manifest.Encoder encoder = manifest.encoder();
    if (!NamedEncoder.exists(encoder.name())) {
      throw MillraceException.data("Recipe %s has no model.onnx and wants the encoder '%s', which no known artifact carries; known: %s",
          directory, encoder.name(), NamedEncoder.names());
    }
    NamedEncoder named = NamedEncoder.of(encoder.name());
    if (!named.modelSha256().equals(encoder.sha256())) {
      throw MillraceException.data("Recipe %s wants encoder %s with SHA-256 %s, but this Millrace knows it with %s",
          directory, named.name(), encoder.sha256(), named.modelSha256());
    }
    Map<String, HeadWeights> heads = HeadsFile.read(directory.resolve("heads.onnx"), manifest.tasks().keySet());
    return new EncoderFiles(AssembledGraphs.cached(version, encoder, () -> EncoderStore.model(named), heads), EncoderStore.tokenizer(named));
  }

  private List<BundleTask> tasks(Manifest manifest, Precision precision) {
    List<BundleTask> tasks = new ArrayList<>();
    manifest.tasks().forEach((name, task) -> {
      require(task != null && task.labels() != null, "labels of task " + name);
      if (name.equals(GraphAssembly.EMBEDDING)) {
        throw MillraceException.data("Manifest %s has a task named '%s', which is the name of another output", directory.resolve(Manifest.FILE), name);
      }
      Manifest.Calibration calibration = task.calibration() == null ? null : task.calibration().get(precision.label());
      HeldOutPairs pairs = calibration == null || calibration.pairs() == null ? HeldOutPairs.NONE : HeldOutPairs.read(inside(calibration.pairs()));
      tasks.add(new BundleTask(name, task.output() == null ? name : task.output(), task.labels(),
          task.activation() == null ? Manifest.Activation.SOFTMAX : task.activation(),
          calibration == null ? 1 : calibration.temperature(), pairs));
    });
    return tasks;
  }

  private void require(boolean present, String what) {
    if (!present) {
      throw MillraceException.data("Manifest %s lacks %s", directory.resolve(Manifest.FILE), what);
    }
  }
}
