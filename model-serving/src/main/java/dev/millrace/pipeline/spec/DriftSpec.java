package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

/**
 * From where on a change is reported.
 *
 * @param labelPsi population stability index of the label shares
 * @param abstained rise of the share of abstained decisions
 */
public record DriftSpec(double labelPsi, double abstained) {
  public static final DriftSpec DEFAULT = new DriftSpec(0.2, 0.1);

  public DriftSpec {
    require(labelPsi > 0, "label_psi must be greater than 0");
    require(abstained > 0 && abstained <= 1, "abstained must be greater than 0 and at most 1");
  }
}
