package dev.millrace.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done when the process is told to end (Ctrl-C, SIGTERM, or its own exit): the last registered first, one after the
 * other. The JVM's own hooks run all at once, and a run could not be noted as stopped in a database that is being stopped.
 */
public final class BeforeExit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BeforeExit.class);
  private static final Deque<BeforeExit> ACTIONS = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(BeforeExit::runAll, "before-exit"));
  }

  private final Runnable action;

  private BeforeExit(Runnable action) {
    this.action = action;
  }

  /** Registers an action until it is closed. It must end within seconds: whoever stops a process soon kills it. */
  public static BeforeExit run(Runnable action) {
    BeforeExit registered = new BeforeExit(action);
    synchronized (ACTIONS) {
      ACTIONS.push(registered);
    }
    return registered;
  }

  /** True once the process is ending: what fails now fails because of that. */
  public static boolean isUnderWay() {
    Thread probe = new Thread(() -> { });
    try {
      // No flag of ours: another hook may run earlier, and what it breaks would seem to break by itself.
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void runAll() {
    for (BeforeExit next = next(); next != null; next = next()) {
      try {
        next.action.run();
      } catch (RuntimeException e) {
        LOG.warn("before the exit", e);
      }
    }
  }

  private static BeforeExit next() {
    synchronized (ACTIONS) {
      return ACTIONS.poll();
    }
  }

  @Override
  public void close() {
    synchronized (ACTIONS) {
      ACTIONS.remove(this);
    }
  }
}
