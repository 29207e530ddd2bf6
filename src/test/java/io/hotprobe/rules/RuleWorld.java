package io.hotprobe.rules;

import io.hotprobe.module.Programs;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A machine below a temporary directory for rules to be tried on: devices, kernel parameters, programs that answer as told. */
final class RuleWorld implements Outside {

  final Path root;
  final Sysfs sysfs;
  final Map<String, DeviceRecord> records = new HashMap<>();
  final Map<String, Builtin> builtins = new HashMap<>();
  final Map<String, Programs.End> answers = new HashMap<>();
  final List<Programs.Invocation> invocations = new ArrayList<>();
  final List<String> writes = new ArrayList<>();
  final List<String> notices = new ArrayList<>();
  String commandLine = "";

  RuleWorld(Path root) {
    this.root = root;
    this.sysfs = new Sysfs(root.resolve("sys"));
  }

  @Override
  public Programs.End run(Programs.Invocation invocation) {
    invocations.add(invocation);
    return answers.getOrDefault(String.join(" ", invocation.words()), new Programs.End.NotStarted("execve", 2));
  }

  @Override
  public void write(Path file, String value) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("open " + file + ": ENOENT");
    }
    writes.add(root.relativize(file) + "=" + value);
  }

  /** A program that writes something and ends well. */
  void programWrites(String command, String output) {
    answers.put(command, new Programs.End.Exited(0, output, ""));
  }

  void file(String path, String content) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Puts a device into sysfs.
   *
   * @param subsystem null for none
   * @param files {@code NAME=CONTENT}; {@code uevent} is made if it is not among them
   */
  void device(String devpath, String subsystem, String... files) {
    file("sys" + devpath + "/uevent", "");
    for (String file : files) {
      int equals = file.indexOf('=');
      file("sys" + devpath + "/" + file.substring(0, equals), file.substring(equals + 1));
    }
    if (subsystem != null) {
      link("sys" + devpath + "/subsystem", "sys/class/" + subsystem);
      link("sys/class/" + subsystem + "/" + devpath.substring(devpath.lastIndexOf('/') + 1), "sys" + devpath);
    }
  }

  void link(String from, String to) {
    try {
      Path link = root.resolve(from);
      Files.createDirectories(link.getParent());
      Files.createDirectories(root.resolve(to));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, link.getParent().relativize(root.resolve(to)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  Host host() {
    Host.Accounts accounts =
        new Host.Accounts() {
          @Override
          public OptionalInt user(String name) {
            return name.equals("root") ? OptionalInt.of(0) : name.equals("tss") ? OptionalInt.of(103) : OptionalInt.empty();
          }

          @Override
          public OptionalInt group(String name) {
            return name.equals("disk") ? OptionalInt.of(6) : OptionalInt.empty();
          }
        };
    return new Host(Path.of("/dev"), root.resolve("proc/sys"), commandLine, Path.of("/usr/lib/udev"), Map.of("arch", "x86-64"), accounts);
  }

  Surroundings surroundings() {
    Database database = id -> records.getOrDefault(id, DeviceRecord.NONE);
    return new Surroundings(sysfs, host(), database, new Builtins(builtins, notices::add), this);
  }

  /** Compiles files of rules, all lines of which must be right. */
  Program program(String... texts) {
    List<RuleFile> files = new ArrayList<>();
    for (String text : texts) {
      Path path = Path.of("/etc/udev/rules.d/" + (10 + files.size()) + "-t.rules");
      files.add(FileCompiler.compile(text, host(), new FileFindings(path, finding -> {})));
    }
    return new Program(files);
  }

  /** An event as the kernel tells it; {@code SUBSYSTEM} is mem unless it is given. */
  static Uevent event(String action, String devpath, String... properties) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("ACTION", action);
    all.put("DEVPATH", devpath);
    all.put("SUBSYSTEM", "mem");
    all.put("SEQNUM", "7");
    for (String property : properties) {
      int equals = property.indexOf('=');
      all.put(property.substring(0, equals), property.substring(equals + 1));
    }
    StringBuilder message = new StringBuilder(action + "@" + devpath + "\0");
    all.forEach((key, value) -> message.append(key).append('=').append(value).append('\0'));
    byte[] bytes = message.toString().getBytes(StandardCharsets.ISO_8859_1);
    return (Uevent) UeventParser.parse(bytes, 0, bytes.length, new Uevent());
  }

  Ruling rule(Uevent event, String... rules) {
    return rule(event, Explanation.NONE, rules);
  }

  Ruling rule(Uevent event, Explanation explanation, String... rules) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    return new Evaluator(program(String.join("\n", rules) + "\n"), surroundings()).evaluate(event, deadline, explanation);
  }

  /** What rules set of the properties, in order, as {@code {A=1, B=2}}. */
  static String assigned(Ruling ruling) {
    Map<String, String> assigned = new LinkedHashMap<>();
    ruling.assigned().forEach(key -> assigned.put(key, ruling.properties().get(key)));
    return assigned.toString();
  }

  static Optional<String> property(Ruling ruling, String key) {
    return Optional.ofNullable(ruling.properties().get(key));
  }
}
