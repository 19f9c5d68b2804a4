package dev.millrace.graph.fusion;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
  static final Operator CAST_TO_FLOAT = Operator.of("Cast", 1).with("to", (long) DataType.FLOAT.getNumber());
  private static final Operator MAT_MUL_INTEGER = Operator.of("MatMulInteger", 4);
  private static final Operator DYNAMIC_QUANTIZE = Operator.of("DynamicQuantizeLinear", 1);
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
    Block<Weight> product = walk.isComputedBy("MatMul", biased.computed())
        ? product(biased.computed()) : quantizedProduct(biased.computed());
    return new Block<>(new Dense(product.weights(), biased.constant()), product.input());
  }

  private Block<Weight> product(String output) {
    List<String> factors = walk.inputsOf(output, MAT_MUL);
    return new Block<>(new Weight.Float32(walk.constant(factors.get(1))), factors.get(0));
  }

  /** float(quantized x * quantized W) * (scale of x * scale of W), the scale of x taken from each x at hand. */
  private Block<Weight> quantizedProduct(String output) {
    List<String> scaled = walk.inputsOf(output, MUL);
    List<String> factors = walk.inputsOf(walk.inputOf(scaled.get(0), CAST_TO_FLOAT), MAT_MUL_INTEGER);
    ConstantOperand scale = walk.constantOperandOf(scaled.get(1), MUL);
    String input = walk.inputOf(List.of(factors.get(0), scale.computed(), factors.get(2)), DYNAMIC_QUANTIZE);
    return new Block<>(
        new Weight.Int8(walk.constant(factors.get(1)), scale.constant(), walk.constant(factors.get(3))), input);
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
