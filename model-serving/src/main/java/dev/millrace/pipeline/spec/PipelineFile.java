package dev.millrace.pipeline.spec;

import static dev.millrace.failure.MillraceException.usage;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.YamlValue.Origin;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a pipeline file. Whatever is wrong with it is a usage error that names file, line and key. */
public final class PipelineFile {
  static final int MAX_BYTES = 256 * 1024;
  static final int MAX_DEPTH = 16;
  static final int MAX_ALIASES = 16;

  private PipelineFile() {}

  /** @param environment for {@code ${NAME}} in the file; a command passes {@link System#getenv()} */
  public static PipelineSpec load(Path file, Map<String, String> environment) {
    return load(file, environment, Map.of());
  }

  /**
   * @param overrides values of flags by dotted path, such as {@code database.url}; they win over the file, and paths
   *     among them should be absolute, because others are seen from the pipeline file's directory
   */
  public static PipelineSpec load(Path file, Map<String, String> environment, Map<String, String> overrides) {
    Node root = compose(file, read(file));
    if (!(root instanceof MappingNode mapping)) {
      throw usage("%s:1: expected a mapping of keys to values, found %s", file, root == null ? "an empty file" : "something else");
    }
    Origin origin = new Origin(file, environment);
    YamlValue value = new YamlValue(origin, "", Overrides.apply(mapping, overrides));
    return new PipelineReader(file.toAbsolutePath().getParent()).read(value);
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw usage("Pipeline file %s has %d bytes; at most %d are read: is it the right file?", file, Files.size(file), MAX_BYTES);
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw usage("Pipeline file %s does not exist (looked for %s)", file, file.toAbsolutePath());
    } catch (CharacterCodingException e) {
      throw usage("Pipeline file %s is not UTF-8: save it as UTF-8", file);
    } catch (IOException e) {
      throw new MillraceException(ErrorKind.USAGE, "Pipeline file %s cannot be read: is it a file, and readable?".formatted(file), e);
    }
  }

  /** Only composed, never constructed: tags in the file can name no class. */
  private static Node compose(Path file, String text) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MAX_BYTES);
    limits.setNestingDepthLimit(MAX_DEPTH);
    limits.setMaxAliasesForCollections(MAX_ALIASES);
    limits.setAllowRecursiveKeys(false);
    try {
      return new Yaml(limits).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      // The exception's own message shows a piece of the file.
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw usage("%s:%d: this is not YAML: %s", file, line, e.getProblem());
    } catch (YAMLException e) {
      throw usage("%s:1: this YAML cannot be read: %s", file, e.getMessage());
    }
  }
}
