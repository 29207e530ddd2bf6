package io.hotprobe.uevent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which uevents nobody is to see, told from their first bytes, before they are parsed. Immutable; looking allocates nothing.
 *
 * <p>By the beginning of the header {@code ACTION@DEVPATH}, which a filter in the kernel can compare too, or by {@code SUBSYSTEM}.
 */
public final class Ignored {

  /** Nothing is left out. */
  public static final Ignored NOTHING = new Ignored(Set.of(), Set.of());

  /** Longest devpath that can be named, in bytes. */
  public static final int LONGEST = 200;

  private static final String SYSTEM = "/devices/system/";
  private static final byte[] SUBSYSTEM = "\0SUBSYSTEM=".getBytes(StandardCharsets.US_ASCII);

  private final Set<String> headerTexts;
  private final Set<String> subsystemTexts;
  private final byte[][] headers;
  private final byte[][] subsystems;

  private Ignored(Set<String> headers, Set<String> subsystems) {
    this.headerTexts = headers;
    this.subsystemTexts = subsystems;
    this.headers = bytes(headers, "");
    this.subsystems = bytes(subsystems, "\0");
  }

  private static byte[][] bytes(Collection<String> texts, String end) {
    return texts.stream().map(text -> (text + end).getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
  }

  /**
   * Those that an operator names.
   *
   * @param names a subsystem each, {@code memory}, or a devpath of which all that begins so is meant, {@code /devices/virtual/block/loop}
   * @throws IllegalArgumentException for a name that is neither, with a text for the one who wrote it
   */
  public static Ignored named(List<String> names) {
    Ignored all = NOTHING;
    for (String name : names) {
      all = all.with(name.startsWith("/") ? below(path(name)) : subsystem(name));
    }
    return all;
  }

  private static String path(String name) {
    if (!name.startsWith("/devices/") || name.length() > LONGEST) {
      throw new IllegalArgumentException("'" + name + "' is no devpath: these begin with /devices/ and have at most " + LONGEST + " bytes here");
    }
    return name;
  }

  private static Ignored subsystem(String name) {
    if (!name.matches("[A-Za-z0-9_:.+-]{1,64}")) {
      throw new IllegalArgumentException("'" + name + "' is neither a subsystem, as memory, nor a devpath, as /devices/system/memory/");
    }
    return below(SYSTEM + name + "/").with(new Ignored(Set.of(), Set.of(name)));
  }

  /** All that begins with a devpath. */
  private static Ignored below(String devpath) {
    Set<String> headers = new TreeSet<>();
    for (Action action : Action.values()) {
      if (action != Action.OTHER) {
        headers.add(header(action, devpath));
      }
    }
    return new Ignored(headers, Set.of());
  }

  /** The events with one action of a subsystem of the bus {@code system}, as memory and cpu. */
  public static Ignored system(Action action, String subsystem) {
    return new Ignored(Set.of(header(action, SYSTEM + subsystem + "/")), Set.of());
  }

  private static String header(Action action, String devpath) {
    return action.name().toLowerCase(Locale.ROOT) + "@" + devpath;
  }

  /** This, and what another leaves out. */
  public Ignored with(Ignored other) {
    Set<String> moreHeaders = new LinkedHashSet<>(headerTexts);
    moreHeaders.addAll(other.headerTexts);
    Set<String> moreSubsystems = new LinkedHashSet<>(subsystemTexts);
    moreSubsystems.addAll(other.subsystemTexts);
    return new Ignored(moreHeaders, moreSubsystems);
  }

  /** Whether it leaves out all that another leaves out. */
  public boolean includes(Ignored other) {
    return headerTexts.containsAll(other.headerTexts) && subsystemTexts.containsAll(other.subsystemTexts);
  }

  public boolean isNothing() {
    return headers.length == 0 && subsystems.length == 0;
  }

  /** The beginnings of the headers that are left out. */
  public List<byte[]> headers() {
    List<byte[]> copies = new ArrayList<>();
    for (byte[] header : headers) {
      copies.add(header.clone());
    }
    return copies;
  }

  /** Whether a message, from its buffer's position to its limit, is to be left out. */
  public boolean covers(ByteBuffer message) {
    for (byte[] header : headers) {
      if (isAt(message, message.position(), header)) {
        return true;
      }
    }
    return subsystems.length > 0 && coversSubsystem(message);
  }

  private boolean coversSubsystem(ByteBuffer message) {
    for (int at = message.position(); at < message.limit() - SUBSYSTEM.length; at++) {
      if (message.get(at) == 0 && isAt(message, at, SUBSYSTEM) && isSubsystem(message, at + SUBSYSTEM.length)) {
        return true;
      }
    }
    return false;
  }

  private boolean isSubsystem(ByteBuffer message, int at) {
    for (byte[] subsystem : subsystems) {
      if (isAt(message, at, subsystem)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(ByteBuffer message, int at, byte[] bytes) {
    if (message.limit() - at < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (message.get(at + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ignored that && headerTexts.equals(that.headerTexts) && subsystemTexts.equals(that.subsystemTexts);
  }

  @Override
  public int hashCode() {
    return headerTexts.hashCode() * 31 + subsystemTexts.hashCode();
  }

  @Override
  public String toString() {
    return headerTexts + " " + subsystemTexts;
  }
}
