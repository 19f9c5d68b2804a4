/**
 * A bundle is untrusted. What its graph asks for is looked at before ONNX Runtime, or a parse of the whole file, sees it:
 * {@link dev.millrace.graph.guard.GraphGuard} says what is refused, {@link dev.millrace.graph.guard.GraphLimits} how much is too much.
 */
package dev.millrace.graph.guard;
