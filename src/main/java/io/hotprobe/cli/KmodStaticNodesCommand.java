package io.hotprobe.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hotprobe kmod static-nodes}: the device nodes of {@code modules.devname}, for those who make them at boot. */
@Command(
    name = "kmod static-nodes",
    description = "Shows the device nodes whose opening loads a module, as modules.devname of the kernel release names them.",
    versionProvider = Version.class,
    footer = {"", "Exit codes: 0 done, also where there is no modules.devname; 1 anything else."})
final class KmodStaticNodesCommand extends KmodTool {

  /** Most bytes of {@code modules.devname} that are read; Debian's has 3,000. */
  private static final int LONGEST_FILE = 4 << 20;

  /** {@code MODULE NODE cMAJOR:MINOR}; what follows does not count. */
  private static final Pattern LINE =
      Pattern.compile("\\s*+(\\S++)\\s++(\\S++)\\s++([cb])\\s*+([0-9]{1,10}):\\s*+([0-9]{1,10}).*", Pattern.DOTALL);

  private static final FileAttribute<Set<PosixFilePermission>> OPEN_TO_ALL =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

  @Spec private CommandSpec spec;

  @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", description = "human (the default), tmpfiles for tmpfiles.d(5), or devname.")
  private String format = "human";

  @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write to FILE; directories above it are made.")
  private Path output;

  @Mixin private World world = new World();

  @Parameters(hidden = true, description = "Ignored, as kmod ignores them.")
  private List<String> ignored = List.of();

  KmodStaticNodesCommand() {
    super("kmod static-nodes");
  }

  /** One line of {@code modules.devname}. */
  private record Node(String module, String name, String type, String major, String minor) {

    String human() {
      return "Module: " + module + "\n\tDevice node: /dev/" + name
          + "\n\t\tType: " + (type.equals("c") ? "character" : "block") + " device\n\t\tMajor: " + major
          + "\n\t\tMinor: " + minor + "\n";
    }

    /** tmpfiles.d(5): the directory, if it is not {@code /dev} itself, and the node, made at boot only. */
    String tmpfiles() {
      int slash = name.lastIndexOf('/');
      String directory = slash < 0 ? "" : "d /dev/" + name.substring(0, slash) + " 0755 - - -\n";
      return directory + type + "! /dev/" + name + " 0600 - - - " + major + ":" + minor + "\n";
    }

    String devname() {
      return module + " " + name + " " + type + major + ":" + minor + "\n";
    }
  }

  @Override
  public Integer call() throws IOException {
    if (!List.of("human", "tmpfiles", "devname").contains(format)) {
      log.error("there is no format '" + format + "': choose human, tmpfiles or devname");
      spec.commandLine().usage(out);
      return FAILED;
    }
    Path file = world.moduleDirectory().resolve("modules.devname");
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(LONGEST_FILE), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException absent) {
      log.warning(file + ": no such file, so there are no static nodes; depmod makes it");
      return DONE;
    } catch (IOException unreadable) {
      log.error("cannot read " + file + ": " + Main.message(unreadable));
      return FAILED;
    }
    return show(file, text);
  }

  private int show(Path file, String text) {
    StringBuilder shown = new StringBuilder();
    boolean good = true;
    String[] lines = text.isEmpty() ? new String[0] : (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      Matcher line = LINE.matcher(lines[i]);
      if (line.matches()) {
        shown.append(formatted(new Node(line.group(1), line.group(2), line.group(3), line.group(4), line.group(5))));
      } else if (!lines[i].startsWith("#")) {
        log.error(file + ":" + (i + 1) + ": not a line of the form 'MODULE NODE cMAJOR:MINOR': '" + lines[i] + "'; run depmod");
        good = false;
      }
    }
    return write(shown.toString()) && good ? DONE : FAILED;
  }

  private String formatted(Node node) {
    return switch (format) {
      case "tmpfiles" -> node.tmpfiles();
      case "devname" -> node.devname();
      default -> node.human();
    };
  }

  private boolean write(String text) {
    if (output == null) {
      out.print(text);
      return true;
    }
    try {
      if (output.getParent() != null) {
        Files.createDirectories(output.getParent(), OPEN_TO_ALL);
      }
      Files.write(output, text.getBytes(StandardCharsets.ISO_8859_1));
      return true;
    } catch (IOException refused) {
      log.error("cannot write " + output + ": " + Main.message(refused));
      return false;
    }
  }
}
