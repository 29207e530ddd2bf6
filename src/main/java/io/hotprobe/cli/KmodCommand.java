package io.hotprobe.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hotprobe kmod list|static-nodes|help}. */
@Command(
    name = "kmod",
    description = {
      "Lists the modules that are live, or the device nodes whose opening loads one.",
      "",
      "list          lists the modules that are live, as lsmod does",
      "static-nodes  shows the device nodes whose opening loads a module",
      "help          shows this help",
      "",
      "modprobe, insmod, rmmod, lsmod, modinfo and depmod are commands of their own."
    },
    versionProvider = Version.class,
    footer = {"", "Exit codes: 0 done, 1 anything else."})
final class KmodCommand extends KmodTool {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", description = "list, static-nodes or help; its own options follow it.")
  private List<String> words = List.of();

  KmodCommand() {
    super("kmod");
  }

  @Override
  int run(String... arguments) {
    String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
    return switch (arguments.length == 0 ? "" : arguments[0]) {
      case "list" -> new LsmodCommand("kmod list").run(rest);
      case "static-nodes" -> new KmodStaticNodesCommand().run(rest);
      default -> super.run(arguments);
    };
  }

  @Override
  public Integer call() {
    if (words.isEmpty()) {
      log.error("no command was given");
    } else if (!words.get(0).equals("help")) {
      log.error("there is no command '" + words.get(0) + "'");
    }
    spec.commandLine().usage(out);
    return !words.isEmpty() && words.get(0).equals("help") ? DONE : FAILED;
  }
}
