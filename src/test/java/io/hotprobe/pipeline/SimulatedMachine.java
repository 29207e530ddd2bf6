package io.hotprobe.pipeline;

import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The devices of a small machine, its sysfs, and the kernel's side of the uevent socket: a queue that overruns as netlink's does. What is
 * plugged in is in sysfs before its {@code add} is sent, and gone from there before its {@code remove}.
 */
final class SimulatedMachine implements UeventSource {

  /** Where devices can be; the last two are names of one. */
  static final List<String> PLACES = List.of("/a", "/a/b", "/a/b/c", "/a/d", "/e", "/e/f", "/n/eth0", "/n/lan0");

  private static final List<String> MODALIASES = List.of("p:one", "p:two", "p:three", "p:both", "p:nobody", "p:off", "");

  /** A device that was plugged in once; it keeps its number when it is moved. */
  record Device(int number, String devpath, String modalias, boolean ruled) {

    String properties(String separator) {
      String alias = modalias.isEmpty() ? "" : "MODALIAS=" + modalias + separator;
      return alias + "KIND=" + (ruled ? "ruled" : "plain") + separator + "INSTANCE=" + number + separator;
    }
  }

  final Path sysfs;
  final Map<String, Device> present = new TreeMap<>();
  final List<String> trace = new ArrayList<>();
  /** The numbers of the uevents that were not dropped, with the device each was about. */
  final Map<Long, Device> delivered = new LinkedHashMap<>();

  private final Deque<Runnable> unsent = new ArrayDeque<>();
  private final Deque<byte[]> queue = new ArrayDeque<>();
  /** Those whose {@code add} was dropped. */
  final Set<Integer> unsaid = new TreeSet<>();
  /** How often a device was moved. */
  final Map<Integer, Integer> moves = new TreeMap<>();

  private SplittableRandom random;
  private int ruled;
  private int room;
  private int batch;
  private int devices;
  private long seqnum;
  private long dropped;
  private boolean congested;
  private boolean overrun;
  private boolean woken;

  SimulatedMachine(Path sysfs) throws IOException {
    this.sysfs = sysfs;
    for (String directory : List.of("bus/test/devices", "bus/test/drivers", "class", "module", "off")) {
      Files.createDirectories(sysfs.resolve(directory));
    }
    for (String place : PLACES) {
      Files.createDirectories(sysfs.resolve(place.substring(1)));
      Files.createSymbolicLink(link("off", place), Path.of("../../.." + place));
    }
  }

  /** Takes everything out, and has an empty queue for so many messages. */
  void reset(SplittableRandom anew, int messages) {
    random = anew;
    room = messages;
    batch = 1 + anew.nextInt(3) * 4;
    List.copyOf(present.keySet()).forEach(this::takeAway);
    ruled = anew.nextInt();
    unsaid.clear();
    moves.clear();
    unsent.clear();
    queue.clear();
    delivered.clear();
    trace.clear();
    devices = 0;
    seqnum = 0;
    dropped = 0;
    congested = false;
    overrun = false;
    woken = false;
  }

  private Path link(String directory, String place) {
    return sysfs.resolve(directory).resolve(place.substring(1).replace('/', '!'));
  }

  private void put(Device device) {
    try {
      Files.writeString(sysfs.resolve(device.devpath().substring(1)).resolve("uevent"), device.properties("\n"));
      Files.move(link("off", device.devpath()), link("bus/test/devices", device.devpath()), StandardCopyOption.ATOMIC_MOVE);
      present.put(device.devpath(), device);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private Device takeAway(String devpath) {
    try {
      Files.move(link("bus/test/devices", devpath), link("off", devpath), StandardCopyOption.ATOMIC_MOVE);
      Files.delete(sysfs.resolve(devpath.substring(1)).resolve("uevent"));
      return present.remove(devpath);
    } catch (IOException strange) {
      throw new UncheckedIOException(strange);
    }
  }

  private static String parent(String devpath) {
    String parent = devpath.substring(0, devpath.lastIndexOf('/'));
    return PLACES.contains(parent) ? parent : "";
  }

  static boolean isOneOfTwoNames(String devpath) {
    return devpath.startsWith("/n/");
  }

  /** Something is plugged in at a place that is free and can be reached; if none is, nothing happens. */
  void plug() {
    String place = PLACES.get(random.nextInt(PLACES.size()));
    boolean taken = present.containsKey(place) || isOneOfTwoNames(place) && present.keySet().stream().anyMatch(SimulatedMachine::isOneOfTwoNames);
    if (!taken && (parent(place).isEmpty() || present.containsKey(parent(place)))) {
      plug(place, MODALIASES.get(random.nextInt(MODALIASES.size())));
    }
  }

  private void plug(String place, String modalias) {
    Device device = device(place, modalias);
    put(device);
    unsent.add(() -> send("add", device, ""));
  }

  private Device device(String place, String modalias) {
    return new Device(++devices, place, modalias, isRuled(place));
  }

  /** Whether rules run a program for whatever is there. */
  boolean isRuled(String place) {
    return (ruled >> PLACES.indexOf(place.replace("lan", "eth")) & 1) == 1;
  }

  /** Something is taken out, with all that is below it. */
  void unplug() {
    String top = any();
    if (top != null) {
      List<String> all = new ArrayList<>(present.keySet());
      for (int i = all.size() - 1; i >= 0; i--) {
        if (all.get(i).equals(top) || all.get(i).startsWith(top + "/")) {
          Device device = takeAway(all.get(i));
          unsent.add(() -> send("remove", device, ""));
        }
      }
    }
  }

  /** The device with two names gets the other. */
  void move() {
    for (String devpath : List.copyOf(present.keySet())) {
      if (isOneOfTwoNames(devpath)) {
        Device device = takeAway(devpath);
        String other = devpath.endsWith("eth0") ? "/n/lan0" : "/n/eth0";
        Device moved = new Device(device.number(), other, device.modalias(), device.ruled());
        put(moved);
        moves.merge(device.number(), 1, Integer::sum);
        unsent.add(() -> send("move", moved, "DEVPATH_OLD=" + devpath + "\0"));
      }
    }
  }

  /** A device says something else of itself, so many times. */
  void tell(String action, int times) {
    String devpath = any();
    if (devpath != null) {
      Device device = present.get(devpath);
      for (int i = 0; i < times; i++) {
        unsent.add(() -> send(action, device, ""));
      }
    }
  }

  private String any() {
    List<String> all = List.copyOf(present.keySet());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  /** Uevents of nobody's are lost, as if the queue had been full. */
  void lose() {
    drop();
  }

  /** The devices change places without a word: all that was sent of it was dropped. */
  void swapInSilence() {
    for (String devpath : List.copyOf(present.keySet())) {
      Device gone = takeAway(devpath);
      if (parent(devpath).isEmpty() || present.containsKey(parent(devpath))) {
        Device other = device(devpath, gone.modalias());
        put(other);
        unsaid.add(other.number());
      }
    }
    drop();
  }

  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  /** Sends what was to be sent next. */
  void send() {
    unsent.poll().run();
  }

  private void send(String action, Device device, String more) {
    seqnum++;
    boolean fits = queue.size() < room && !congested;
    note(fits ? "sent " : "dropped ", seqnum + " " + action + " " + device + " " + more.replace("\0", ""));
    if (!fits) {
      drop();
      if (action.equals("add")) {
        unsaid.add(device.number());
      }
      return;
    }
    delivered.put(seqnum, device);
    String header = action + "@" + device.devpath() + "\0ACTION=" + action + "\0DEVPATH=" + device.devpath() + "\0SUBSYSTEM=test\0";
    String text = header + more + device.properties("\0") + "SEQNUM=" + seqnum + "\0";
    queue.add(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** As netlink_overrun: the error is set once, and everything is dropped until the queue has been empty. */
  private void drop() {
    dropped++;
    overrun |= !congested;
    congested = true;
  }

  void note(String what, Object of) {
    trace.add(what + of);
  }

  boolean hasSomething() {
    return overrun || woken || !queue.isEmpty();
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) {
    if (overrun) {
      overrun = false;
      congested &= !queue.isEmpty();
      return Reception.LOST;
    }
    if (queue.isEmpty()) {
      woken = false;
      return Reception.QUIET;
    }
    for (int i = 1 + random.nextInt(Math.min(queue.size(), batch)); i > 0; i--) {
      sink.accept(ByteBuffer.wrap(queue.poll()));
    }
    congested &= !queue.isEmpty();
    return Reception.RECEIVED;
  }

  @Override
  public void wake() {
    woken = true;
  }

  @Override
  public long refused() {
    return 0;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    woken = true;
  }
}
