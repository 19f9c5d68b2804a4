package dev.millrace.document;

/**
 * What Avro may take from a message before it looks for it: forty bytes can declare a text of two gigabytes, for which Avro
 * makes room first. Avro reads these limits when its decoder is first used in a JVM.
 */
public final class AvroLimits {
  /** Bytes of one text or one field of bytes. */
  public static final int MAX_BYTES = 64 << 20;
  /** Entries of one array or map. */
  public static final int MAX_ITEMS = 1_000_000;

  private AvroLimits() {}

  /** To be called before the first message is read; what was set on the command line stays. */
  public static void apply() {
    set("string.maxLength", MAX_BYTES);
    set("bytes.maxLength", MAX_BYTES);
    set("collectionItems.maxLength", MAX_ITEMS);
  }

  private static void set(String limit, int value) {
    String name = "org.apache.avro.limits." + limit;
    if (System.getProperty(name) == null) {
      System.setProperty(name, Integer.toString(value));
    }
  }
}
