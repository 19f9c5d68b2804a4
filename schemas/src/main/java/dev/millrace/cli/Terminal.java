package dev.millrace.cli;

/** What the launcher found out about the terminal; Java 17 cannot tell a terminal from a file on one stream alone. */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;

  private Terminal() {}

  /** True if standard error is a terminal, so that a line may be drawn over. */
  public static boolean isLive() {
    return Boolean.getBoolean("millrace.terminal");
  }

  /** Width in characters, 60 to 160. */
  public static int columns() {
    int columns = Integer.getInteger("millrace.columns", DEFAULT_COLUMNS);
    return Math.max(60, Math.min(160, columns));
  }
}
