package io.hotprobe.lab;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * A guest without a daemon, in which nothing but the tools that a test calls loads and unloads modules. Confined to one thread.
 *
 * <p>Command lines may use {@code $T}, where the tools are, and {@code $D}, where the release's {@code .ko} files are.
 */
final class ToolGuest implements AutoCloseable {
  /** A tool's Java starts in some four seconds under emulation, and a command line may call several. */
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  /** The working directory of all commands. */
  private static final String WORK = "/run/lab/work";

  /** A module may be in use for a moment after its last user has gone. */
  private static final String UNLOAD_ALL = """
      echo > /proc/sys/kernel/modprobe
      attempts=0
      while [ -n "$(cat /proc/modules)" ] && [ $attempts -lt 100 ]; do
        [ $attempts = 0 ] || sleep 0.1
        for module in $(cut -d ' ' -f 1 /proc/modules); do /usr/sbin/rmmod $module 2>/dev/null; done
        attempts=$((attempts + 1))
      done
      [ -z "$(cat /proc/modules)" ] || { cat /proc/modules; false; }""";

  private final Guest guest;

  private ToolGuest(Guest guest) {
    this.guest = guest;
  }

  static ToolGuest boot(Path lab) throws IOException, InterruptedException {
    return new ToolGuest(Guest.boot(lab, "none"));
  }

  /** Unloads every module, removes all configuration and files, and has the kernel start no modprobe. */
  void clear() throws IOException, InterruptedException {
    shell("rm -rf /etc/modprobe.d " + WORK + "; mkdir -p /etc/modprobe.d " + WORK + "; cd " + WORK + "\n" + UNLOAD_ALL);
  }

  /** Writes a file, which the next {@link #clear} removes if it is in the working directory or /etc/modprobe.d. */
  void write(String file, String text) throws IOException, InterruptedException {
    shell("cat > " + file + " <<'end-of-file'\n" + text.stripTrailing() + "\nend-of-file");
  }

  /** Runs what a command line needs first. */
  void prepare(Toolset tools, String commands) throws IOException, InterruptedException {
    shell(variables(tools) + "\n" + commands);
  }

  /** Runs a command line with one maker's tools. */
  ToolRun run(Toolset tools, String command) throws IOException, InterruptedException {
    List<String> answer = shell(variables(tools) + " before=$EPOCHREALTIME\n"
        + "( " + command + "\n) >/run/lab/out 2>/run/lab/err; exit=$? after=$EPOCHREALTIME\n"
        + "echo $exit $before $after; echo $(cut -d ' ' -f 1 /proc/modules)\n"
        + "base64 -w 0 /run/lab/out; echo; base64 -w 0 /run/lab/err; echo");
    String[] status = answer.get(0).split(" ");
    double millis = (Double.parseDouble(status[2]) - Double.parseDouble(status[1])) * 1000;
    List<String> live = answer.get(1).isEmpty() ? List.of() : List.of(answer.get(1).split(" "));
    return new ToolRun(Integer.parseInt(status[0]), decoded(answer.get(2)), decoded(answer.get(3)), live, millis);
  }

  String kernel() throws IOException, InterruptedException {
    return shell("uname -r").get(0);
  }

  String java() throws IOException, InterruptedException {
    return shell("java -version").get(1);
  }

  /** Runs commands of the guest's shell; an exit status other than 0 is a failure. */
  List<String> shell(String script) throws IOException, InterruptedException {
    return guest.shell().run(script, LIMIT);
  }

  private static String variables(Toolset tools) {
    return "T=" + tools.directory() + " D=/lib/modules/$(uname -r)/kernel";
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), BYTES);
  }

  @Override
  public void close() throws IOException {
    guest.close();
  }
}
