package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

/**
 * A question asked of every document.
 *
 * @param accept null if every decision is accepted, without a promise
 */
public record TaskSpec(String name, AcceptRule accept) {
  public TaskSpec {
    require(!name.isBlank(), "A task's name must not be blank");
  }
}
