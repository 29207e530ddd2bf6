package io.hotprobe.daemon;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.pipeline.ShippedRules;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A daemon that serves a control socket in a directory of the test, over uevents and modules that do as told. */
public final class RunningDaemon implements AutoCloseable {

  public final Path root;
  public final Path control;
  public final ScriptedUevents source = new ScriptedUevents();
  public final GatedModules kernel = new GatedModules();
  public final SmallWorld world;
  public final Daemon daemon;
  /** Hears each notice first, on the thread that tells it. */
  volatile Consumer<String> onNotice = text -> {};
  private final List<String> notices = new ArrayList<>();
  private final AtomicLong seqnum = new AtomicLong();
  private final CountDownLatch coldplugged = new CountDownLatch(1);
  private final ControlSocket socket;
  private final Thread thread;

  private final Journal journal = new Journal() {
    @Override
    public void handled(Handled told) {}

    @Override
    public void notice(System.Logger.Level level, String text) {
      onNotice.accept(text);
      synchronized (notices) {
        notices.add(level + " " + text);
      }
      if (text.startsWith("coldplug")) {
        coldplugged.countDown();
      }
    }
  };

  /** Starts one; it knows the module {@code one} for {@code p:*}. */
  public RunningDaemon(Path root, Optional<String> group) throws IOException, InterruptedException {
    this.root = root;
    control = root.resolve("run/hotprobe/control");
    world = new SmallWorld(root).module("one").module("two").alias("p:*", "one").write();
    Files.createDirectories(root.resolve("sys"));
    Pipeline.Ports ports = new Pipeline.Ports(source, root.resolve("sys"), kernel, new SimulatedCommands(Script.empty()));
    daemon = new Daemon(ports, world.resolver(), ShippedRules.over(root.resolve("sys")), journal);
    daemon.place("beside udevd");
    socket = ControlSocket.open(control, group);
    daemon.control(socket);
    thread = new Thread(this::run, "daemon");
    thread.setDaemon(true);
    thread.start();
    if (!coldplugged.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("no coldplug: " + notices());
    }
  }

  private void run() {
    try {
      daemon.run();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  public List<String> notices() {
    synchronized (notices) {
      return List.copyOf(notices);
    }
  }

  /** A uevent of the subsystem {@code test} with a number of its own. */
  public byte[] message(String action, String devpath, String... properties) {
    StringBuilder text = new StringBuilder(action + "@" + devpath + "\0ACTION=" + action + "\0DEVPATH=" + devpath + "\0SUBSYSTEM=test\0");
    for (String property : properties) {
      text.append(property).append('\0');
    }
    return (text + "SEQNUM=" + seqnum.incrementAndGet() + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The kernel sends a uevent. */
  public void send(String action, String devpath, String... properties) {
    source.send(message(action, devpath, properties));
  }

  /** A new connection to it. */
  ControlWire connect() throws IOException {
    return new ControlWire(control);
  }

  /** Whether it has ended. */
  public boolean isOver() throws InterruptedException {
    thread.join(20_000);
    return !thread.isAlive();
  }

  /** Waits for something that must come. */
  public static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() {
    kernel.releaseIfHeld("one");
    daemon.stop();
    try {
      socket.close();
    } catch (IOException leftBehind) {
      throw new AssertionError(leftBehind);
    }
  }
}
