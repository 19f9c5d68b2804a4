package dev.millrace.database;

/** What a connection is for. The embedded database has one login for each; a server's logins are its operator's. */
public enum Access {
  /** Migrates; owns the tables. */
  OWNER("millrace"),
  /** Jobs and the router. */
  WRITER("millrace_writer"),
  /** Reports and the view {@code current_decision}. */
  READER("millrace_reader"),
  /** Labels by hand: the table {@code gold}. */
  REVIEWER("millrace_reviewer");

  private final String login;

  Access(String login) {
    this.login = login;
  }

  /** The login's name, and the name of the role that the migrations grant to. */
  public String login() {
    return login;
  }
}
