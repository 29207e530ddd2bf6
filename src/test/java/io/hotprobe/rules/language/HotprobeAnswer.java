package io.hotprobe.rules.language;

import io.hotprobe.module.Programs;
import io.hotprobe.nodes.UdevDatabase;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Evaluator;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.Finding;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.DeviceMessage;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What hotprobe's rule engine decides for a case. */
final class HotprobeAnswer {

  /** Numbers that are the same on every Debian. */
  private static final Map<String, Integer> USERS = Map.of("root", 0, "daemon", 1, "nobody", 65534);

  private static final Map<String, Integer> GROUPS =
      Map.of("root", 0, "daemon", 1, "tty", 5, "disk", 6, "lp", 7, "uucp", 10, "dialout", 20, "cdrom", 24, "audio", 29, "video", 44);

  private static final Host.Accounts ACCOUNTS =
      new Host.Accounts() {
        @Override
        public OptionalInt user(String name) {
          return USERS.containsKey(name) ? OptionalInt.of(USERS.get(name)) : OptionalInt.empty();
        }

        @Override
        public OptionalInt group(String name) {
          return GROUPS.containsKey(name) ? OptionalInt.of(GROUPS.get(name)) : OptionalInt.empty();
        }
      };

  private final RuleCase one;
  private final Path place;
  private final Path sys;
  private final List<String> written = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private HotprobeAnswer(RuleCase one, Path place, Path sys) {
    this.one = one;
    this.place = place;
    this.sys = sys;
  }

  /**
   * Decides.
   *
   * @param place an empty directory, for the files of the case
   * @param sys the sysfs; with effects it is written to
   */
  static List<String> decide(RuleCase one, Path place, Path sys) throws IOException {
    CaseFiles.write(one, place);
    return new HotprobeAnswer(one, place, sys).decide();
  }

  private List<String> decide() throws IOException {
    Path rules = place.resolve("rules");
    List<Path> directories = Stream.of("etc", "run", "local", "lib").map(rules::resolve).toList();
    Host host =
        new Host(Path.of("/dev"), place.resolve("sysctl"), one.commandLine(), place.resolve("programs"), Map.of("arch", "x86-64", "virt", "none"), ACCOUNTS);
    Program program = new RuleFiles(directories).read(host, findings::add);
    Database database = new UdevDatabase(place, damage -> { });
    Surroundings surroundings = new Surroundings(new Sysfs(sys), host, database, Builtins.NONE, outside());
    Ruling ruling = evaluate(program, surroundings, one.action(), one.device(), CaseFiles.uevent(one, sys));
    Map<String, String> kernel = CaseFiles.kernel(one, sys);
    return one.effects() ? Decision.ofEffects(ruling, kernel, written) : Decision.of(ruling, kernel, written);
  }

  /**
   * What rules decide for an event.
   *
   * @param uevent the properties of the kernel, a line each
   */
  static Ruling evaluate(Program program, Surroundings surroundings, String action, String devpath, String uevent) {
    String subsystem = surroundings.sysfs().device(devpath).subsystem();
    ByteBuffer bytes = new DeviceMessage(action, devpath).properties(uevent).bytes(subsystem == null ? "" : subsystem);
    byte[] message = new byte[bytes.remaining()];
    bytes.get(message);
    Uevent event = (Uevent) UeventParser.parse(message, 0, message.length, new Uevent());
    return new Evaluator(program, surroundings).evaluate(event, System.nanoTime() + TimeUnit.SECONDS.toNanos(30), Explanation.NONE);
  }

  private Outside outside() {
    return new Outside() {
      @Override
      public Programs.End run(Programs.Invocation invocation) {
        return one.effects() ? HotprobeAnswer.run(invocation) : new Programs.End.NotRun();
      }

      @Override
      public void write(Path file, String value) throws IOException {
        String place = file.startsWith(sys) ? "attribute /" + sys.relativize(file) : "sysctl " + HotprobeAnswer.this.place.resolve("sysctl").relativize(file);
        written.add("write " + EscapedText.write(place + "=" + value));
        if (one.effects()) {
          Files.writeString(file, value, StandardCharsets.ISO_8859_1, StandardOpenOption.WRITE);
        }
      }
    };
  }

  private static Programs.End run(Programs.Invocation invocation) {
    ProcessBuilder builder = new ProcessBuilder(invocation.words());
    builder.environment().clear();
    builder.environment().putAll(invocation.environment());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return new Programs.End.Exited(process.waitFor(), output, errors);
    } catch (IOException absent) {
      return new Programs.End.NotStarted("execve", 2);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Programs.End.NotStarted("waitpid", 4);
    }
  }
}
