package dev.millrace.database;

/** How a server is reached: found out when a database is opened, and told to executors. */
public enum Route {
  /** A session of one's own: what is set when connecting stays set. */
  DIRECT,
  /** Through a pooler such as PgBouncer, where each transaction may meet another session. */
  POOLED
}
