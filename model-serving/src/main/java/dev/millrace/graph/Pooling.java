package dev.millrace.graph;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a text's hidden states become one embedding. */
public enum Pooling {
  /** The mean over real tokens. */
  @JsonProperty("mean")
  MEAN,
  /** The first token's state. */
  @JsonProperty("first")
  FIRST
}
