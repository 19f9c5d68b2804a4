package dev.millrace.graph.fusion;

import dev.millrace.graph.fusion.BertEncoder.Dense;
import dev.millrace.graph.fusion.BertEncoder.Norm;
import dev.millrace.graph.fusion.GraphWalk.ConstantOperand;
import java.util.List;

/** Recognises the small blocks that every layer repeats. */
final class BlockReader {
  static final Operator ADD = Operator.of("Add", 2);
  static final Operator DIV = Operator.of("Div", 2);
  static final Operator MUL = Operator.of("Mul", 2);
  static final Operator SUB = Operator.of("Sub", 2);
  static final Operator MAT_MUL = Operator.of("MatMul", 2);
  private static final Operator POW = Operator.of("Pow", 2);
  private static final Operator SQRT = Operator.of("Sqrt", 1);
  private static final Operator ERF = Operator.of("Erf", 1);
  private static final Operator LAST_AXIS_MEAN = Operator.of("ReduceMean", 1).with("axes", -1L);

  private static final float SQRT_2 = (float) Math.sqrt(2);

  private final GraphWalk walk;

  BlockReader(GraphWalk walk) {
    this.walk = walk;
  }

  /** The weights of a recognised block and the tensor it reads. */
  record Block<T>(T weights, String input) {}

  /** (x - mean) / sqrt(mean((x - mean)^2) + epsilon) * gamma + beta */
  Block<Norm> norm(String output) {
    ConstantOperand shifted = walk.constantOperandOf(output, ADD);
    ConstantOperand scaled = walk.constantOperandOf(shifted.computed(), MUL);
    List<String> quotient = walk.inputsOf(scaled.computed(), DIV);
    String centred = quotient.get(0);
    List<String> difference = walk.inputsOf(centred, SUB);
    String input = difference.get(0);
    GraphWalk.requireSame(input, walk.inputOf(difference.get(1), LAST_AXIS_MEAN));

    ConstantOperand variance = walk.constantOperandOf(walk.inputOf(quotient.get(1), SQRT), ADD);
    List<String> square = walk.inputsOf(walk.inputOf(variance.computed(), LAST_AXIS_MEAN), POW);
    GraphWalk.requireSame(centred, square.get(0));
    walk.requireScalar(square.get(1), 2f);

    float epsilon = Tensors.scalar(variance.constant());
    return new Block<>(new Norm(scaled.constant(), shifted.constant(), epsilon), input);
  }

  /** x W + b */
  Block<Dense> dense(String output) {
    ConstantOperand biased = walk.constantOperandOf(output, ADD);
    List<String> product = walk.inputsOf(biased.computed(), MAT_MUL);
    return new Block<>(new Dense(walk.constant(product.get(1)), biased.constant()), product.get(0));
  }

  /** The input of x (1 + erf(x / sqrt(2))) / 2: the exact GELU, not its approximation by tanh. */
  String gelu(String output) {
    ConstantOperand halved = walk.constantOperandOf(output, MUL);
    halved.requireScalar(0.5f);
    List<String> gated = walk.inputsOf(halved.computed(), MUL);
    String input = gated.get(0);
    ConstantOperand gate = walk.constantOperandOf(gated.get(1), ADD);
    gate.requireScalar(1f);
    List<String> quotient = walk.inputsOf(walk.inputOf(gate.computed(), ERF), DIV);
    GraphWalk.requireSame(input, quotient.get(0));
    walk.requireScalar(quotient.get(1), SQRT_2);
    return input;
  }
}
