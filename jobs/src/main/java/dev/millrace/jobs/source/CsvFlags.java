package dev.millrace.jobs.source;

import dev.millrace.jobs.source.csv.CsvDialect;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** How CSV files are written, for every command that reads some; a flag outranks the pipeline file. */
public final class CsvFlags {
  @Option(names = "--encoding", paramLabel = "NAME",
      description = "Encoding of CSV files, such as UTF-8, UTF-16LE, windows-1252, ISO-8859-15. Default: found out from a sample and printed.")
  private String encoding;

  @Option(names = "--delimiter", paramLabel = "CHARACTER",
      description = "What stands between the cells of CSV files: one character, or 'tab'. Default: found out among , ; tab | and printed.")
  private String delimiter;

  /** The options of an input, with what the flags say in their place. Throws USAGE for what cannot be. */
  public Map<String, String> over(Map<String, String> options) {
    Map<String, String> all = new TreeMap<>(options);
    if (encoding != null) {
      all.keySet().removeIf("encoding"::equalsIgnoreCase);
      all.put("encoding", CsvDialect.encoding(encoding).name());
    }
    if (delimiter != null) {
      all.keySet().removeIf(name -> name.equalsIgnoreCase("sep") || name.equalsIgnoreCase("delimiter"));
      all.put("delimiter", Character.toString(CsvDialect.delimiter(delimiter)));
    }
    return all;
  }
}
