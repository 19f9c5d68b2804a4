package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

import java.nio.file.Path;

/**
 * Where the model is.
 *
 * @param written as in the pipeline file: the same wherever the file lies
 * @param location a URI such as {@code hdfs://...} as it is, any other path as seen from the pipeline file's directory
 */
public record BundleReference(String written, String location) {
  public BundleReference {
    require(!written.isBlank(), "bundle must not be blank");
  }

  static BundleReference of(String written, Path directory) {
    require(!written.isBlank(), "bundle must not be blank");
    // Two letters or more: C: is a drive, not a scheme.
    boolean uri = written.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
    return new BundleReference(written, uri ? written : directory.resolve(written).normalize().toString());
  }
}
