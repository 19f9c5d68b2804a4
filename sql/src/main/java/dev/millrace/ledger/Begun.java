package dev.millrace.ledger;

/** What became of the wish to run. */
public sealed interface Begun permits Lease, Begun.AlreadyComplete {

  /** Nothing to do: the run ended earlier, with this summary (JSON) and exit code. */
  record AlreadyComplete(String runId, String summary, int exitCode) implements Begun {}
}
