package io.hotprobe.daemon;

import io.hotprobe.module.FileFailure;
import io.hotprobe.pipeline.BootSet;
import io.hotprobe.sysfs.Coldplug;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The devices that were there when the service first came up after the machine did, in {@code /run/hotprobe/boot}: a restart of the
 * service does not make a device that was inserted one that was there at boot.
 *
 * <p>A line {@code boot ID}, then a line for each device: the hashes of its devpath and modalias. Confined to one thread at a time.
 */
public final class BootRecord {

  /** Most devices that are kept; those past it count as inserted after a restart. */
  static final int MOST_DEVICES = 65_536;

  /** Most bytes that are read. */
  static final long MOST_BYTES = 64L * (MOST_DEVICES + 1);

  private static final String HEAD = "boot ";

  private final Path file;
  private final String boot;
  private final Path sysfs;
  private final Consumer<String> problems;

  /**
   * A record.
   *
   * @param run hotprobe's directory for what lasts until the next boot
   * @param boot tells this boot from others
   * @param problems told when it cannot be read or written
   */
  public BootRecord(Path run, String boot, Path sysfs, Consumer<String> problems) {
    this.file = run.resolve("boot");
    this.boot = boot;
    this.sysfs = sysfs;
    this.problems = problems;
  }

  /** What an earlier run of this boot wrote; empty when there was none, and then what is there now was there at boot. */
  Optional<BootSet> read() {
    try {
      if (Files.size(file) > MOST_BYTES) {
        return damaged("is larger than " + MOST_BYTES + " bytes");
      }
      List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
      if (lines.isEmpty() || !lines.get(0).startsWith(HEAD)) {
        return damaged("does not begin with a boot's id");
      }
      return lines.get(0).equals(HEAD + boot) ? Optional.of(set(lines)) : Optional.empty();
    } catch (NoSuchFileException first) {
      return Optional.empty();
    } catch (IOException unreadable) {
      return damaged(FileFailure.reason(unreadable));
    } catch (NumberFormatException wrong) {
      return damaged("has a line that is no device");
    }
  }

  private static BootSet set(List<String> lines) {
    BootSet set = new BootSet();
    for (String line : lines.subList(1, Math.min(lines.size(), MOST_DEVICES + 1))) {
      int blank = Math.max(0, line.indexOf(' '));
      set.add(Long.parseUnsignedLong(line.substring(0, blank), 16), Long.parseUnsignedLong(line.substring(blank + 1), 16));
    }
    return set;
  }

  /** What is strange counts as a run before this, in doubt without a device. */
  private Optional<BootSet> damaged(String why) {
    problems.accept(file + " " + why + ": every device counts as inserted after boot, for a policy; remove it to have them count as there");
    return Optional.of(new BootSet());
  }

  /** Writes what is there now. */
  void write() {
    StringBuilder text = new StringBuilder(HEAD).append(boot).append('\n');
    int[] count = {0};
    Uevent uevent = new Uevent();
    new Coldplug(sysfs).step(message -> {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      if (count[0] < MOST_DEVICES && UeventParser.parse(bytes, 0, bytes.length, uevent) == uevent) {
        count[0]++;
        BootSet.Device device = BootSet.Device.of(uevent);
        text.append(Long.toHexString(device.devpath())).append(' ').append(Long.toHexString(device.modalias())).append('\n');
      }
    }, Integer.MAX_VALUE);
    try {
      Path fresh = file.resolveSibling("boot.new");
      Files.createDirectories(file.getParent());
      Files.write(fresh, text.toString().getBytes(StandardCharsets.ISO_8859_1));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      problems.accept(
          "cannot keep what was there at boot, so after a restart all that is plugged in counts as it: " + FileFailure.text(unwritable));
    }
  }
}
