package dev.millrace.graph.guard;

/** How much a graph may ask for. Each is far beyond what encoders of today need and far below what hurts. */
public final class GraphLimits {
  /** Of an ONNX file: protobuf itself ends there. Larger weights lie in {@link GraphGuard#WEIGHTS_FILE}. */
  public static final long MAX_FILE_BYTES = Integer.MAX_VALUE;
  /** Of a graph and the graphs inside it. A BERT of 24 layers has about 2,500. */
  public static final int MAX_NODES = 100_000;
  /** Names that nodes read and give, inputs and weights, of all graphs together. */
  public static final int MAX_VALUES = 1_000_000;
  /** Bytes of a name. */
  public static final int MAX_NAME = 4_096;
  /** Graphs inside graphs: the branches of an If inside a branch of an If. */
  public static final int MAX_DEPTH = 4;
  /** Dimensions of a tensor. */
  public static final int MAX_RANK = 16;
  /** Elements of a tensor whose shape a graph spells out as a constant and lets an operator fill: 1 GiB of float32. */
  public static final long MAX_FILLED = 1L << 28;

  private GraphLimits() {}
}
