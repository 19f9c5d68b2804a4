package dev.millrace.jobs.bench;

import dev.millrace.cli.Summary;
import dev.millrace.cli.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A measurement as a table and as a summary. */
final class BenchReport {
  private BenchReport() {}

  static void write(Measurement measured, double sparkSeconds, MemoryCurve memory, Summary summary, PrintWriter out) {
    double gflops = measured.operations() / 1e9;
    double peak = measured.peakOperationsPerSecond() / 1e9;
    double padding = padding(measured);
    Table table = new Table("", "ceiling", "job")
        .row("documents/s", number(measured.ceilingDocumentsPerSecond(), 1), number(measured.jobDocumentsPerSecond(), 1))
        .row("real tokens/s", number(measured.tokens() / measured.ceilingSeconds(), 0), number(measured.tokens() / measured.jobSeconds(), 0))
        .row(measured.precision().equals("int8") ? "GOP/s" : "GFLOP/s", number(gflops / measured.ceilingSeconds(), 1), number(gflops / measured.jobSeconds(), 1))
        .row("share of fp32 peak", number(gflops / measured.ceilingSeconds() / peak, 2), number(gflops / measured.jobSeconds() / peak, 2))
        .row("seconds, each round", rounds(measured.ceilingRounds()), rounds(measured.jobRounds()));
    out.printf(Locale.ROOT, "%n%s, %s: %,d documents, %,d tokens; peak of fp32 products %.0f GFLOP/s; Spark started in %.1f s%n%n%s",
        measured.bundle(), measured.precision(), measured.documents(), measured.tokens(), peak, sparkSeconds, table);
    out.printf(Locale.ROOT, "%nratio %.3f   padding %.2f %%%n", measured.ratio(), 100 * padding);
    out.printf(Locale.ROOT, "thread-seconds of the last job: %s%n", List.of("read", "tokenize", "extract", "model", "write").stream()
        .map(stage -> stage + " " + number(seconds(measured, stage + "_seconds"), 1)).collect(Collectors.joining(", ")));
    out.printf(Locale.ROOT, "peak memory: JVM heap %,d MB, resident with natives %,d MB; resident over time %s%n",
        memory.peakHeapBytes() >> 20, memory.peakResidentBytes() >> 20, memory.residentMegabytes());
    summary.put("bundle", measured.bundle()).put("precision", measured.precision())
        .put("documents", measured.documents()).put("tokens", measured.tokens())
        .put("ceiling_setting", measured.setting().toString())
        .put("ceiling_documents_per_second", measured.ceilingDocumentsPerSecond())
        .put("documents_per_second", measured.jobDocumentsPerSecond())
        .put("ceiling_ratio", measured.ratio())
        .put("ceiling_tokens_per_second", measured.tokens() / measured.ceilingSeconds())
        .put("tokens_per_second", measured.tokens() / measured.jobSeconds())
        .put("ceiling_gflops", gflops / measured.ceilingSeconds()).put("gflops", gflops / measured.jobSeconds())
        .put("peak_gflops", peak).put("share_of_peak", gflops / measured.jobSeconds() / peak)
        .put("padding_share", padding).put("spark_start_seconds", sparkSeconds)
        .put("peak_heap_mb", memory.peakHeapBytes() >> 20).put("peak_resident_mb", memory.peakResidentBytes() >> 20)
        .put("resident_mb_over_time", memory.residentMegabytes().toString());
    for (String stage : List.of("read", "tokenize", "extract", "model", "write")) {
      summary.put(stage + "_thread_seconds", seconds(measured, stage + "_seconds"));
    }
  }

  private static double padding(Measurement measured) {
    double padded = seconds(measured, "padded_tokens");
    return padded == 0 ? 0 : 1 - seconds(measured, "tokens") / padded;
  }

  private static double seconds(Measurement measured, String key) {
    return measured.job().get(key) instanceof Number number ? number.doubleValue() : 0;
  }

  private static String rounds(List<Double> seconds) {
    return seconds.stream().map(value -> number(value, 1)).collect(Collectors.joining(" "));
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
