package io.hotprobe.daemon;

import io.hotprobe.journal.EventQueue;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Onlookers;
import io.hotprobe.journal.UuidCount;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves the control socket on a thread of its own, which never blocks for a client; requests whose answer takes long are worked at on
 * others, one for each client at most. What a client does can end its own connection only.
 *
 * <p>{@link #start} and {@link #close} may be called from any thread, once each.
 */
final class ControlServer implements AutoCloseable {

  /** Connections at a time; a further one is told so and closed. */
  static final int CLIENTS = 64;

  /** How many of those may be of others than root: whoever is let in by the group cannot keep root out. */
  static final int GUESTS = 16;

  /** How many may be monitors: who stops reading one keeps its place. */
  static final int MONITORS = 16;

  /** How many of those may be of others than root. */
  static final int GUEST_MONITORS = 8;

  /** A client that owes a request, or does not read its answer, is cut off after so long, in milliseconds. */
  static final int PATIENCE_MILLIS = 10_000;

  private static final int LOOK_MILLIS = 1_000;

  /** Requests of one client before others have their turn. */
  private static final int AT_ONCE = 16;

  private static final long IDLE_SECONDS = 5;

  private final ControlSocket socket;
  private final ControlDesk desk;
  private final Onlookers onlookers;
  private final Journal journal;
  private final Selector selector;
  private final Set<ControlClient> clients = new HashSet<>();
  private final Queue<ControlClient> woken = new ConcurrentLinkedQueue<>();
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(0, CLIENTS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), ControlServer::worker);
  private final Thread thread = new Thread(this::serve, "hotprobe-control");
  private final ControlCounts counts = new ControlCounts();
  private final SelectionKey accepting;
  private long acceptAgainNanos;
  private volatile boolean closed;

  ControlServer(ControlSocket socket, ControlDesk desk, Onlookers onlookers, Journal journal) throws IOException {
    this.socket = socket;
    this.desk = desk;
    this.onlookers = onlookers;
    this.journal = journal;
    this.selector = Selector.open();
    accepting = socket.channel().register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
    desk.counts(counts);
  }

  private static Thread worker(Runnable task) {
    Thread worker = new Thread(task, "hotprobe-request");
    worker.setDaemon(true);
    return worker;
  }

  void start() {
    thread.start();
  }

  private void serve() {
    while (!closed) {
      try {
        selector.select(clients.isEmpty() && accepting.interestOps() != 0 ? 0 : LOOK_MILLIS);
        round();
      } catch (ClosedSelectorException over) {
        break;
      } catch (IOException | RuntimeException | Error fault) {
        counts.faults.increment();
        journal.notice(Level.ERROR, "the control socket failed and goes on: " + fault);
        pause();
      }
    }
    new ArrayList<>(clients).forEach(client -> attend(client, ControlClient::write));
    new ArrayList<>(clients).forEach(this::drop);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    if (accepting.interestOps() == 0 && System.nanoTime() - acceptAgainNanos > 0) {
      accepting.interestOps(SelectionKey.OP_ACCEPT);
    }
    for (SelectionKey key : selector.selectedKeys()) {
      if (key == accepting) {
        accept();
      } else {
        attend((ControlClient) key.attachment(), this::move);
      }
    }
    selector.selectedKeys().clear();
    for (ControlClient client = woken.poll(); client != null; client = woken.poll()) {
      if (clients.contains(client)) {
        attend(client, this::move);
      }
    }
    for (ControlClient client : new ArrayList<>(clients)) {
      if (client.isIdle(PATIENCE_MILLIS)) {
        counts.cutOff.increment();
        drop(client);
      }
    }
  }

  /** One step of a connection; false when it is to end. */
  private interface Step {
    boolean of(ControlClient client) throws IOException;
  }

  private void attend(ControlClient client, Step step) {
    try {
      if (!step.of(client)) {
        drop(client);
      }
    } catch (IOException | RuntimeException gone) {
      drop(client);
    }
  }

  private boolean move(ControlClient client) throws IOException {
    client.read();
    for (int requests = 0; requests < AT_ONCE; requests++) {
      Request request = client.isFree() ? client.next() : null;
      if (request == null) {
        return client.write();
      }
      take(client, request);
      if (!client.write()) {
        return false;
      }
    }
    wake(client);
    return true;
  }

  /** Descriptors may be short: then nobody is accepted for a moment. */
  private void accept() {
    try {
      for (SocketChannel channel = socket.channel().accept(); channel != null; channel = socket.channel().accept()) {
        admit(channel);
      }
    } catch (IOException refused) {
      counts.faults.increment();
      journal.notice(Level.WARNING, "a client of the control socket could not be accepted: " + refused.getMessage());
      accepting.interestOps(0);
      acceptAgainNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    try {
      channel.configureBlocking(false);
      Peer peer = Peer.of(channel, socket.masters());
      Answer.Failed refusal = refusal(peer);
      if (refusal != null) {
        counts.refused.increment();
        channel.write(ByteBuffer.wrap(AnswerText.line(refusal)));
        channel.close();
        return;
      }
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      ControlClient client = new ControlClient(channel, key, peer);
      key.attach(client);
      clients.add(client);
      counts.connected(clients.size(), monitors(false));
    } catch (IOException gone) {
      channel.close();
    }
  }

  /** Null for one who may come in. */
  private Answer.Failed refusal(Peer peer) {
    if (!peer.master() && socket.group().isEmpty()) {
      return new Answer.Failed("peer", "user " + peer.user() + " may not speak to this daemon", "run this as root");
    }
    long guests = clients.stream().filter(client -> !client.peer().master()).count();
    if (clients.size() >= CLIENTS || !peer.master() && guests >= GUESTS) {
      return new Answer.Failed("busy", "too many clients are connected", "end some, or try again in a moment");
    }
    return null;
  }

  private long monitors(boolean guestsOnly) {
    return clients.stream().filter(client -> client.isMonitor() && !(guestsOnly && client.peer().master())).count();
  }

  private void take(ControlClient client, Request request) {
    counts.requests.increment();
    if (!client.peer().master() && !request.isReadOnly()) {
      counts.refused.increment();
      String user = client.peer().user();
      client.say(new Answer.Failed("permission", "user " + user + " may only ask what changes nothing", "run this as root"));
    } else if (request instanceof Request.Monitor monitor) {
      monitor(client, monitor);
    } else if (request instanceof Request.Expect expect) {
      expect(client, new UuidCount(expect.uuid()));
    } else if (request.takesLong()) {
      begin(client, request);
    } else {
      counts.misunderstood.add(request instanceof Request.Misunderstood ? 1 : 0);
      client.say(desk.answer(request, client.peer()));
    }
  }

  private void begin(ControlClient client, Request request) {
    try {
      client.begin(workers.submit(() -> work(client, request)));
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      client.say(new Answer.Failed("busy", "too many requests are being worked at", "try again in a moment"));
    }
  }

  private void work(ControlClient client, Request request) {
    try {
      client.say(desk.work(request, client.peer(), client.expected()));
    } catch (InterruptedException gone) {
      return;
    } catch (RuntimeException | Error fault) {
      counts.faults.increment();
      client.say(new Answer.Failed("fault", "hotprobe failed at it: " + fault, "please report this"));
    }
    wake(client);
  }

  private void wake(ControlClient client) {
    woken.add(client);
    selector.wakeup();
  }

  private void monitor(ControlClient client, Request.Monitor monitor) {
    if (monitors(false) >= MONITORS || !client.peer().master() && monitors(true) >= GUEST_MONITORS) {
      counts.refused.increment();
      client.say(new Answer.Failed("busy", "too many monitors are running", "end some"));
      return;
    }
    EventFilter filter = new EventFilter(monitor.subsystems());
    EventQueue queue = new EventQueue(filter, new EventQueue.Stages(monitor.kernel(), monitor.handled()), () -> wake(client));
    client.say(Answer.Done.PLAIN);
    client.monitor(queue, monitor.properties(), counts.lostLines);
    onlookers.join(queue);
    counts.connected(clients.size(), monitors(false));
  }

  private void expect(ControlClient client, UuidCount count) {
    if (client.expected() != null) {
      onlookers.leave(client.expected());
    }
    client.expect(count);
    onlookers.join(count);
    client.say(Answer.Done.PLAIN);
  }

  private void drop(ControlClient client) {
    if (!clients.remove(client)) {
      return;
    }
    client.events().ifPresent(onlookers::leave);
    if (client.expected() != null) {
      onlookers.leave(client.expected());
    }
    counts.connected(clients.size(), monitors(false));
    try {
      client.close();
    } catch (IOException gone) {
      journal.notice(Level.DEBUG, "closing a connection of the control socket: " + gone.getMessage());
    }
  }

  /** Says what is left to say, as far as that is taken at once, and takes the socket away. A second call does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      selector.wakeup();
      if (thread.isAlive()) {
        thread.join(LOOK_MILLIS);
      }
      workers.shutdownNow();
      socket.hangUp();
      selector.close();
    } catch (IOException leftBehind) {
      journal.notice(Level.WARNING, "the control socket is left behind: " + leftBehind.getMessage());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
