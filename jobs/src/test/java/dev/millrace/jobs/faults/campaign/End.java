package dev.millrace.jobs.faults.campaign;

import java.util.Map;

/**
 * How a driver ended.
 *
 * @param message why, unless it did all
 * @param summary null unless it did all
 */
record End(int exitCode, String message, Map<String, Object> summary) {
  static final int DONE = 0;
  static final int BUG = 1;
  static final int REFUSED = 2;
  static final int BROKE_OFF = 3;
  static final End KILLED = new End(137, "killed", null);

  boolean mayGoOn() {
    return exitCode == BROKE_OFF || equals(KILLED);
  }
}
