package dev.millrace.jobs.faults.campaign;

/** A driver at work on a run. */
interface Drive {
  boolean ended();

  /** Waits for it. */
  End end();
}
