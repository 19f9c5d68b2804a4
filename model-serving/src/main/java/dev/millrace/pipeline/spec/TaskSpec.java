package dev.millrace.pipeline.spec;

import java.io.Serializable;

import static dev.millrace.failure.Require.require;

/**
 * A question asked of every document.
 *
 * @param accept null if every decision is accepted, without a promise
 */
public record TaskSpec(String name, AcceptRule accept) implements Serializable {
  public TaskSpec {
    require(!name.isBlank(), "A task's name must not be blank");
  }
}
