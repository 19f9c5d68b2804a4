package dev.millrace.jobs.doctor;

import dev.millrace.bundle.EncoderFiles;
import dev.millrace.bundle.EncoderStore;
import dev.millrace.bundle.NamedEncoder;
import dev.millrace.jobs.spark.SparkSessions;
import dev.millrace.session.InstalledRuntime;
import dev.millrace.session.PeakRate;
import dev.millrace.tokenize.HuggingFaceTokenizer;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** What the doctor's child JVMs try, by name. */
final class Trial {
  static final String RUNTIME = "runtime";
  static final String TOKENIZER = "tokenizer";
  static final String SPARK = "spark";

  private Trial() {}

  public static void main(String[] args) {
    System.exit(ChildJvm.reply(() -> switch (args[0]) {
      case RUNTIME -> runtime();
      case TOKENIZER -> tokenizer();
      case SPARK -> spark();
      default -> throw new IllegalArgumentException(args[0]);
    }));
  }

  private static String runtime() {
    // Any model would do; this one needs no file.
    PeakRate.fp32(1);
    InstalledRuntime found = InstalledRuntime.look();
    return "%s computes; providers: %s".formatted(found.version(), String.join(", ", found.providers()));
  }

  private static String tokenizer() {
    EncoderFiles files = EncoderStore.locate(NamedEncoder.of("minilm"));
    try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.load(files.tokenizer())) {
      return "natives load and read a text: %d tokens".formatted(tokenizer.encode("The parcel never arrived.").length);
    }
  }

  private static String spark() throws IOException {
    try (SparkSession spark = SparkSessions.open("millrace doctor", 1)) {
      return "%s starts on this machine and counts to %d".formatted(spark.version(), spark.range(10).count());
    }
  }
}
