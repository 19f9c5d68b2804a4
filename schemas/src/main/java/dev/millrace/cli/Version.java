package dev.millrace.cli;

/** The version of this software, as stored with runs and bundles. */
public final class Version {
  public static final String OF_MILLRACE = "0.1.0";

  private Version() {}
}
