package dev.millrace.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads and writes {@code millrace.yaml}. */
final class ManifestFile {
  private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
      .loaderOptions(limits())
      .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
      .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
      .disable(YAMLGenerator.Feature.SPLIT_LINES)
      .build()).setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private ManifestFile() {}

  private static LoaderOptions limits() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setCodePointLimit(16 << 20);
    options.setNestingDepthLimit(20);
    return options;
  }

  static Manifest read(Path file) {
    try {
      Manifest manifest = YAML.readValue(file.toFile(), Manifest.class);
      if (manifest.millrace() != Manifest.FORMAT) {
        throw MillraceException.data("%s has format %d; this Millrace reads format %d", file, manifest.millrace(), Manifest.FORMAT);
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw MillraceException.data("%s is not a manifest: %s", file, e.getMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot read %s: %s", file, e.getMessage());
    }
  }

  static String toYaml(Manifest manifest) {
    try {
      return YAML.writeValueAsString(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
