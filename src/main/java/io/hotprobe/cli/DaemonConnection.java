package io.hotprobe.cli;

import io.hotprobe.daemon.Answer;
import io.hotprobe.journal.Printable;
import io.hotprobe.module.FileFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/** A command's end of the control socket: one request and its answer at a time. Confined to one thread, but for {@link #close}. */
final class DaemonConnection implements AutoCloseable {

  /** How long an answer may take that is given at once. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The longest line that is taken from a daemon, in bytes. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final int READ = 64 << 10;

  private final Path path;
  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(READ).flip();
  private volatile boolean late;

  private DaemonConnection(Path path, SocketChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Connects to a daemon.
   *
   * @throws NoDaemonException none listens there
   * @throws IOException it may not be spoken to; says what to do
   */
  static DaemonConnection open(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
      return new DaemonConnection(path, channel);
    } catch (ConnectException nobody) {
      channel.close();
      throw new NoDaemonException(path);
    } catch (IOException refused) {
      channel.close();
      if (isForbidden(path)) {
        throw new IOException(path + ": you may not speak to this daemon; run this as root, or have the daemon started with --control-group"
            + " and be in that group", refused);
      }
      if (!Files.exists(path)) {
        throw new NoDaemonException(path);
      }
      throw new IOException(path + ": cannot be connected to: " + FileFailure.reason(refused), refused);
    }
  }

  /** Asked of the kernel: the message of a connection that was refused is in whatever language. */
  private static boolean isForbidden(Path path) {
    try {
      path.getFileSystem().provider().checkAccess(path, AccessMode.WRITE);
      return false;
    } catch (AccessDeniedException forbidden) {
      return true;
    } catch (IOException other) {
      return false;
    }
  }

  /** There is no daemon. */
  static final class NoDaemonException extends IOException {
    private static final long serialVersionUID = 1;

    private final String problem;

    NoDaemonException(Path path) {
      this("no daemon listens at " + path, "start it with systemctl start hotprobe or hotprobe daemon, or name its socket with --control");
    }

    private NoDaemonException(String problem, String remedy) {
      super(problem + ": " + remedy);
      this.problem = problem;
    }

    /** The same with other advice. */
    NoDaemonException withRemedy(String remedy) {
      return new NoDaemonException(problem, remedy);
    }
  }

  /** The daemon did not do what it was asked. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;
    private final String code;

    RefusedException(String code, String text) {
      super(text);
      this.code = code;
    }

    /** One word that says why. */
    String code() {
      return code;
    }
  }

  /** A request of that name without members. */
  static Map<String, Object> request(String name) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("v", Answer.VERSION);
    members.put("do", name);
    return members;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param patience how long at most
   * @return what the daemon says of it
   * @throws RefusedException it was not done; says why
   */
  Map<String, Object> ask(Map<String, Object> request, Duration patience) throws IOException {
    send(request);
    Map<String, Object> answer = next(patience);
    if (answer == null) {
      throw ended();
    }
    if (answer.get("ok") instanceof Map<?, ?>) {
      return Json.object(answer.get("ok"));
    }
    Map<String, Object> error = Json.object(answer.get("error"));
    String remedy = Json.text(error.get("remedy"));
    String text = Json.text(error.get("text")) + (remedy.isEmpty() ? "" : "; " + remedy);
    throw new RefusedException(Json.text(error.get("code")), Printable.text(text));
  }

  /** That the other end hung up. */
  IOException ended() {
    return new IOException("the daemon at " + path + " ended the connection; see its log");
  }

  private void send(Map<String, Object> request) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((Json.write(request) + "\n").getBytes(StandardCharsets.US_ASCII));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException hungUp) {
      // It may have said why before.
      return;
    }
  }

  /**
   * The next line, as an object.
   *
   * @param patience how long to wait for it; zero for ever
   * @return null at the end
   */
  Map<String, Object> next(Duration patience) throws IOException {
    Timer timer = patience.isZero() ? null : watch(patience);
    try {
      String line = line();
      return line == null ? null : Json.read(line);
    } catch (ClosedChannelException closed) {
      if (late) {
        throw new IOException("the daemon at " + path + " did not answer within " + patience.toSeconds() + " s; see its log", closed);
      }
      throw closed;
    } finally {
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  private Timer watch(Duration patience) {
    Timer timer = new Timer("hotprobe-patience", true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            late = true;
            close();
          }
        },
        patience.toMillis());
    return timer;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (in.hasRemaining()) {
        byte next = in.get();
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(next);
      }
      if (line.size() > LONGEST_LINE) {
        throw new IOException(path + ": a line of the answer is longer than " + LONGEST_LINE + " bytes: this is no hotprobe daemon");
      }
      if (!refill()) {
        return null;
      }
    }
  }

  private boolean refill() throws IOException {
    in.clear();
    try {
      int count = channel.read(in);
      in.flip();
      return count >= 0;
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException hungUp) {
      in.flip().position(in.limit());
      return false;
    }
  }

  /** Ends the connection; a wait for the next line ends, too. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      // That is as good.
      return;
    }
  }
}
