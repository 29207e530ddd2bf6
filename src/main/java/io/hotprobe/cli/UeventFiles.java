package io.hotprobe.cli;

import io.hotprobe.module.FileFailure;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Has the kernel send uevents, by writing to {@code uevent} files. Confined to one thread. */
final class UeventFiles {

  private final Sysfs sysfs;
  private final String action;
  private final String uuid;
  private final Consumer<String> problems;
  private long sent;
  private long failed;

  /**
   * Files of a sysfs.
   *
   * @param uuid that the uevents bear
   * @param problems is told of each file that could not be written to
   */
  UeventFiles(Sysfs sysfs, String action, String uuid, Consumer<String> problems) {
    this.sysfs = sysfs;
    this.action = action;
    this.uuid = uuid;
    this.problems = problems;
  }

  /**
   * Writes to one. That the device is gone, or cannot send any, is no error.
   *
   * @throws IOException no file can be written to
   */
  void trigger(String devpath) throws IOException {
    Path file = sysfs.device(devpath).directory().resolve("uevent");
    try {
      Files.write(file, (action + " " + uuid).getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
      sent++;
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException refused) {
      refused(file, refused);
    }
  }

  private void refused(Path file, IOException refused) throws IOException {
    String reason = String.valueOf(refused.getMessage());
    if (reason.contains("No such device")) {
      return;
    }
    if (reason.contains("Read-only file system")) {
      throw new IOException(file + ": sysfs is mounted read-only, so no uevent can be asked for: mount -o remount,rw " + sysfs.root(), refused);
    }
    failed++;
    String remedy = Files.isWritable(file) ? "" : "; run this as root";
    problems.accept(file + ": cannot be written to: " + FileFailure.reason(refused) + remedy);
  }

  /** How many uevents the kernel was asked for and did not refuse. */
  long sent() {
    return sent;
  }

  /** How many it refused. */
  long failed() {
    return failed;
  }
}
