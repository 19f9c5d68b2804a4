package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** What a failed statement or connection means: the one place that reads SQLSTATE codes. */
public final class Failure {
  private static final String WRONG_PASSWORD = "28P01";
  private static final String NOT_AUTHORIZED = "28000";
  private static final String NO_SUCH_DATABASE = "3D000";
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String NOT_PERMITTED = "42501";
  private static final String PROTOCOL_VIOLATION = "08P01";
  private static final String CONNECTION = "08";
  private static final String DISK_FULL = "53100";
  private static final String INTERNAL = "XX000";
  private static final String READ_ONLY = "25006";

  /** Heals by itself: serialization, deadlock, lock not available, too many connections, server stopping or starting, idle too long, a standby that is promoted. */
  private static final Set<String> TRANSIENT =
      Set.of("40001", "40P01", "55P03", "53300", "57P01", "57P02", "57P03", "25P03", "57P05", READ_ONLY);

  private Failure() {}

  /** True if the same work may succeed when tried again; looks through causes. */
  public static boolean isTransient(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLTransientConnectionException) {
        return true;
      }
      if (t instanceof SQLException e && e.getSQLState() != null) {
        return e.getSQLState().startsWith(CONNECTION) || TRANSIENT.contains(e.getSQLState());
      }
    }
    return false;
  }

  /** True if a row with the same key exists already. */
  public static boolean isUniqueViolation(SQLException e) {
    return UNIQUE_VIOLATION.equals(e.getSQLState());
  }

  static boolean isReadOnly(SQLException e) {
    return READ_ONLY.equals(e.getSQLState());
  }

  static boolean isUndefinedTable(SQLException e) {
    return UNDEFINED_TABLE.equals(e.getSQLState());
  }

  static boolean isNotPermitted(SQLException e) {
    return NOT_PERMITTED.equals(e.getSQLState());
  }

  /** A file that may not grow, by a quota or a limit, is to PostgreSQL an internal error; its words are matched. */
  private static boolean isFull(SQLException e) {
    return DISK_FULL.equals(e.getSQLState()) || INTERNAL.equals(e.getSQLState()) && message(e).startsWith("could not extend file");
  }

  /** A pooler in front of the server lets few parameters through. Its words are matched: the code (08P01) is that of any broken protocol. */
  static boolean isRefusedByPooler(SQLException e) {
    return PROTOCOL_VIOLATION.equals(e.getSQLState()) && message(e).contains("unsupported startup parameter");
  }

  /** What the server says, without the detail line: that one may quote a row. */
  public static String message(SQLException e) {
    if (e instanceof PSQLException p && p.getServerErrorMessage() != null) {
      return p.getServerErrorMessage().getMessage();
    }
    return e.getMessage();
  }

  /** The exception to throw when a statement failed. */
  public static MillraceException statement(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (isFull(e)) {
      return MillraceException.external(e,
          "The disk of PostgreSQL is full (SQLSTATE %s: %s). Make room there, then give the same command again; what is committed stays.", state, message(e));
    }
    return switch (state) {
      case READ_ONLY -> MillraceException.external(e,
          "PostgreSQL takes no writes (SQLSTATE %s: %s). Is it a standby, or default_transaction_read_only on?", state, message(e));
      default -> MillraceException.external(e, "PostgreSQL (SQLSTATE %s): %s", state, message(e));
    };
  }

  /** As {@link #statement} of what only the writer may do, asked for by a person who may be somebody else. */
  public static MillraceException writersStatement(SQLException e) {
    return isNotPermitted(e)
        ? MillraceException.usage("Only a user with the role millrace_writer may do this: PostgreSQL says %s. Choose one with --user, or have the role granted.", message(e))
        : statement(e);
  }

  static MillraceException connection(SQLException e, DatabaseSettings settings) {
    Optional<MillraceException> tls = TlsFailure.explain(e, settings);
    if (tls.isPresent()) {
      return tls.get();
    }
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case WRONG_PASSWORD, NOT_AUTHORIZED -> MillraceException.usage(
          "PostgreSQL at %s refuses user %s (%s). Check the user and the password, from %s.", settings.place(), settings.user(), message(e),
          settings.passwordFile() == null ? DatabaseSettings.PASSWORD_VARIABLE : settings.passwordFile());
      case NO_SUCH_DATABASE -> MillraceException.usage("PostgreSQL has no such database: %s. Create it, or correct the URL.", settings.place());
      default -> MillraceException.external(e, "Cannot connect to PostgreSQL at %s as %s: %s", settings.place(), settings.user(), message(e));
    };
  }
}
