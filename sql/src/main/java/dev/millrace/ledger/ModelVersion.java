package dev.millrace.ledger;

import static dev.millrace.failure.Require.require;

/**
 * A model as the run row names it.
 *
 * @param version SHA-256 in lower-case hex over all that can change a score
 * @param precision such as {@code fp32}
 * @param manifest JSON; kept for whoever asks later what the version was
 */
public record ModelVersion(String version, String bundle, String precision, String manifest) {
  public ModelVersion {
    require(version.matches("[0-9a-f]{64}"), "A model version is 64 hex digits, found '%s'", version);
  }
}
