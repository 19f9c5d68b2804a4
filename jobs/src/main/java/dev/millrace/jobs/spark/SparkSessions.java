package dev.millrace.jobs.spark;

import dev.millrace.document.AvroLimits;
import dev.millrace.jobs.source.bytes.ZstdCodec;
import org.apache.spark.sql.SparkSession;

/** Spark sessions for the jobs: on this machine's cores unless {@code spark-submit} brings a master. */
public final class SparkSessions {
  private SparkSessions() {}

  /** @param cores task threads in local mode; 0 for all of the machine */
  public static SparkSession open(String name, int cores) {
    AvroLimits.apply();
    boolean submitted = System.getProperty("spark.master") != null;
    SparkSession.Builder builder = SparkSession.builder().appName(name)
        .config("spark.sql.session.timeZone", "UTC")
        // In a condition of the user's, a text that is no number is null; else the run would end with the text in its message.
        .config("spark.sql.ansi.enabled", "false")
        // A slice is a partition: none may be merged or split behind our back.
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.hadoop." + ZstdCodec.SETTING, ZstdCodec.class.getName())
        // Text passes through shuffle files; they are unreadable once the key in this JVM's memory is gone.
        .config("spark.io.encryption.enabled", "true")
        // The native ciphers of commons-crypto end the JVM where OpenSSL 3 is installed; Java's own use AES instructions too.
        .config("spark.io.encryption.commons.config.cipher.classes", "org.apache.commons.crypto.cipher.JceCipher")
        .config("spark.io.encryption.commons.config.secure.random.classes", "org.apache.commons.crypto.random.JavaCryptoRandom");
    if (!submitted) {
      // Four attempts a task: plain local[n] gives up at the first failure.
      builder.master("local[%s,4]".formatted(cores == 0 ? "*" : Integer.toString(cores)))
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.ui.enabled", "false")
          .config("spark.local.dir", SparkDirectory.ofThisProcess().toString())
          .config("spark.sql.warehouse.dir", SparkDirectory.ofThisProcess().resolve("warehouse").toUri().toString())
          .config("spark.executor.heartbeatInterval", "1s")
          .config("spark.network.timeout", "600s");
    }
    return builder.getOrCreate();
  }
}
