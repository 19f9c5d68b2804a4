package dev.millrace.jobs.faults.campaign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a job and PostgreSQL, hands everything on, and breaks one connection at its COMMIT when asked: with the
 * commit done and its answer lost, or with the commit itself lost.
 */
final class LossyProxy implements AutoCloseable {
  private static final String COMMIT = "COMMIT\0";
  /** The JDBC driver says it once for each connection, and afterwards only the statement's name. */
  private static final Pattern NAMED_COMMIT = Pattern.compile("(S_\\d+\0)COMMIT\0");

  private final ServerSocket socket;
  private final int serverPort;
  private final AtomicReference<Loss> wanted = new AtomicReference<>();

  /**
   * A commit to be lost.
   *
   * @param marker what its transaction has sent before
   * @param done false if the server is not to hear of it
   * @param happened completed when the connection was broken
   */
  record Loss(String marker, boolean done, CompletableFuture<Void> happened) {}

  LossyProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    start("proxy", this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Breaks the next connection that commits such a transaction. */
  Loss lose(String marker, boolean done) {
    Loss loss = new Loss(marker, done, new CompletableFuture<>());
    wanted.set(loss);
    return loss;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = socket.accept();
      try {
        new Link(client, new Socket(InetAddress.getLoopbackAddress(), serverPort)).start();
      } catch (IOException e) {
        // The server is away: the client finds its connection closed.
        client.close();
      }
    }
  }

  private interface Pump {
    void run() throws IOException;
  }

  private static void start(String name, Pump pump) {
    Thread thread = new Thread(() -> {
      try {
        pump.run();
      } catch (IOException e) {
        // One end has closed: that is how a connection ends.
        return;
      }
    }, name);
    thread.setDaemon(true);
    thread.start();
  }

  private final class Link {
    private final Socket client;
    private final Socket server;
    private boolean marked;
    private String commit = COMMIT;
    private volatile Loss losing;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void start() {
      LossyProxy.start("proxy-up", this::up);
      LossyProxy.start("proxy-down", this::down);
    }

    private void up() throws IOException {
      byte[] buffer = new byte[1 << 16];
      try (client; server; InputStream in = client.getInputStream()) {
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          String sent = new String(buffer, 0, n, ISO_8859_1);
          Loss loss = wanted.get();
          marked |= loss != null && sent.contains(loss.marker());
          boolean commits = commits(sent);
          if (loss != null && marked && commits && wanted.compareAndSet(loss, null)) {
            if (!loss.done()) {
              loss.happened().complete(null);
              return;
            }
            losing = loss;
          }
          marked &= !commits;
          server.getOutputStream().write(buffer, 0, n);
        }
      }
    }

    private boolean commits(String sent) {
      Matcher named = NAMED_COMMIT.matcher(sent);
      if (named.find()) {
        commit = "\0" + named.group(1);
        return true;
      }
      return sent.contains(commit);
    }

    private void down() throws IOException {
      byte[] buffer = new byte[1 << 16];
      try (client; server; InputStream in = server.getInputStream()) {
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          if (losing != null) {
            losing.happened().complete(null);
            return;
          }
          client.getOutputStream().write(buffer, 0, n);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
