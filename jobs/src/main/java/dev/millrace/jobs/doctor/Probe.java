package dev.millrace.jobs.doctor;

import dev.millrace.cli.Finding;
import java.util.List;

/** Looks at one part of the machine. May throw anything: the caller makes a finding of it. */
interface Probe {
  List<Finding> look() throws Exception;
}
