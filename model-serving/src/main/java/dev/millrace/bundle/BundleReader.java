package dev.millrace.bundle;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.graph.GraphAssembly;
import dev.millrace.graph.HeadWeights;
import dev.millrace.graph.HeadsFile;
import dev.millrace.graph.guard.GraphGuard;
import dev.millrace.graph.guard.GraphLimits;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.HuggingFaceTokenizer;
import dev.millrace.tokenize.Windowing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Opens a directory as a bundle: hashes first, then what they promise. */
final class BundleReader {
  private static final String HEADS = "heads.onnx";
  private static final String MODEL = "model.onnx";
  private static final String TOKENIZER = "tokenizer.json";

  private final Path directory;
  private final BundleFiles bundleFiles;

  BundleReader(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
    this.bundleFiles = new BundleFiles(this.directory);
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
    } catch (MillraceException e) {
      // A word that would be wrong use in a pipeline file is wrong data in a manifest: no such precision.
      throw e.kind() == ErrorKind.USAGE ? MillraceException.data("Bundle %s: %s", directory, e.getMessage()) : e;
    }
  }

  private Bundle readDirectory() {
    Path file = bundleFiles.inside(Manifest.FILE, BundleLimits.MAX_MANIFEST_BYTES);
    if (!Files.exists(file)) {
      return new OptimumExport(directory, null).read();
    }
    Manifest manifest = ManifestFile.read(file);
    checkFiles(manifest);
    return manifest.encoder() == null ? new OptimumExport(directory, manifest).read() : headsOverEncoder(manifest);
  }

  private void checkFiles(Manifest manifest) {
    if (manifest.files() != null) {
      manifest.files().forEach((name, hash) -> FileHash.require(bundleFiles.inside(name, maxBytes(name)), hash));
    }
  }

  private static long maxBytes(String name) {
    return switch (name) {
      case MODEL -> GraphLimits.MAX_FILE_BYTES;
      case GraphGuard.WEIGHTS_FILE -> Long.MAX_VALUE;
      case HEADS -> BundleLimits.MAX_HEADS_BYTES;
      case TOKENIZER -> HuggingFaceTokenizer.MAX_BYTES;
      default -> BundleLimits.MAX_PAIRS_BYTES;
    };
  }

  private Bundle headsOverEncoder(Manifest manifest) {
    require(manifest.precision() != null, "precision");
    require(manifest.tasks() != null && !manifest.tasks().isEmpty(), "tasks");
    require(manifest.text() != null && manifest.text().template() != null && manifest.text().maximumLength() != null
        && manifest.text().maxWindows() != null && manifest.text().windowOverlap() != null, "text with template, maximum_length, max_windows, window_overlap");
    require(manifest.files() != null && manifest.files().containsKey(HEADS), "files with " + HEADS);
    Precision precision = Precision.of(manifest.precision());
    Manifest.Text text = manifest.text();
    Windowing windowing = new Windowing(text.maximumLength(), text.maxWindows(), text.windowOverlap());
    List<BundleTask> tasks = tasks(manifest, precision);
    String version = ModelVersion.of(manifest);
    boolean assembled = manifest.files().containsKey(MODEL);
    EncoderFiles files = assembled
        ? new EncoderFiles(bundleFiles.inside(MODEL, maxBytes(MODEL)), bundleFiles.inside(TOKENIZER, maxBytes(TOKENIZER)))
        : assemble(manifest, version);
    if (assembled) {
      GraphGuard.check(files.model());
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
    Map<String, HeadWeights> heads = HeadsFile.read(bundleFiles.inside(HEADS, maxBytes(HEADS)), manifest.tasks().keySet());
    return new EncoderFiles(AssembledGraphs.cached(version, encoder, () -> EncoderStore.model(named), heads), EncoderStore.tokenizer(named));
  }

  private List<BundleTask> tasks(Manifest manifest, Precision precision) {
    if (manifest.tasks().size() > BundleLimits.MAX_TASKS) {
      throw MillraceException.data("Manifest %s has %d tasks; at most %d are read", directory.resolve(Manifest.FILE), manifest.tasks().size(), BundleLimits.MAX_TASKS);
    }
    List<BundleTask> tasks = new ArrayList<>();
    manifest.tasks().forEach((name, task) -> {
      require(task != null && task.labels() != null, "labels of task " + name);
      if (name.equals(GraphAssembly.EMBEDDING)) {
        throw MillraceException.data("Manifest %s has a task named '%s', which is the name of another output", directory.resolve(Manifest.FILE), name);
      }
      Manifest.Calibration calibration = task.calibration() == null ? null : task.calibration().get(precision.label());
      HeldOutPairs pairs = calibration == null || calibration.pairs() == null ? HeldOutPairs.NONE : HeldOutPairs.read(bundleFiles.inside(calibration.pairs(), BundleLimits.MAX_PAIRS_BYTES));
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
