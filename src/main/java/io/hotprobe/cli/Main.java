package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.module.FileFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code hotprobe COMMAND}. */
@Command(
    name = "hotprobe",
    description = "Loads the kernel modules that devices need, when they appear.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "hotprobe help COMMAND shows the options of a command.", "", "Exit codes: 0 done, 1 something failed or was not found, 2 the command line is wrong."})
final class Main {

  /** What the line begins with that tells of a fault nobody thought of. */
  static final String FAULT = "a fault of hotprobe itself";

  /** Every command by its name, in the order of the help. */
  private static final Map<String, Function<Map<String, String>, Callable<Integer>>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("daemon", environment -> new DaemonCommand());
    COMMANDS.put("status", environment -> new StatusCommand());
    COMMANDS.put("monitor", environment -> new MonitorCommand());
    COMMANDS.put("trigger", environment -> new TriggerCommand());
    COMMANDS.put("settle", environment -> new SettleCommand());
    COMMANDS.put("reload", environment -> new ReloadCommand());
    COMMANDS.put("pause", environment -> new PauseCommand());
    COMMANDS.put("resume", environment -> new ResumeCommand());
    COMMANDS.put("stop", environment -> new StopCommand());
    COMMANDS.put("history", environment -> new HistoryCommand());
    COMMANDS.put("demo", environment -> new DemoCommand());
    COMMANDS.put("resolve", environment -> new ResolveCommand());
    COMMANDS.put("load", environment -> new LoadCommand());
    COMMANDS.put("rules", environment -> new RulesCommand());
    COMMANDS.put("policy", environment -> new PolicyCommand());
    COMMANDS.put("autoclean", environment -> new AutocleanCommand());
    COMMANDS.put("convert", environment -> new ConvertCommand());
    COMMANDS.put("modprobe", ModprobeCommand::new);
    COMMANDS.put("insmod", environment -> new InsmodCommand());
    COMMANDS.put("rmmod", environment -> new RmmodCommand());
    COMMANDS.put("lsmod", environment -> new LsmodCommand("lsmod"));
    COMMANDS.put("modinfo", environment -> new ModinfoCommand());
    COMMANDS.put("depmod", environment -> new DepmodCommand());
    COMMANDS.put("kmod", environment -> new KmodCommand());
  }

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    int status = run(arguments);
    if (System.out.checkError() && !isPipe() && status == 0) {
      System.err.println("hotprobe: not all of the output could be written");
      status = CommandLine.ExitCode.SOFTWARE;
    }
    System.exit(status);
  }

  /** Who reads from a pipe may stop reading; that is no error. */
  private static boolean isPipe() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
    } catch (IOException unknown) {
      return false;
    }
  }

  static int run(String... arguments) {
    return run(System.getenv(), arguments);
  }

  /** Runs one command under an environment; only that command is built, which a start by the kernel or a script would wait for. */
  static int run(Map<String, String> environment, String... arguments) {
    String name = arguments.length == 0 ? "" : arguments[0];
    if (name.equals("help")) {
      return help(environment, arguments);
    }
    Map<String, Callable<Integer>> commands = new LinkedHashMap<>();
    if (COMMANDS.containsKey(name)) {
      commands.put(name, COMMANDS.get(name).apply(environment));
    } else {
      COMMANDS.forEach((each, make) -> commands.put(each, make.apply(environment)));
    }
    if (commands.get(name) instanceof KmodTool tool) {
      return tool.run(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    CommandLine program = new CommandLine(new Main());
    commands.forEach(program::addSubcommand);
    program.setHelpFactory(new HelpLayout());
    program.setExecutionExceptionHandler(Main::told);
    program.setParameterExceptionHandler((wrong, given) -> misused(wrong));
    if (arguments.length == 0) {
      program.usage(System.err);
      return CommandLine.ExitCode.USAGE;
    }
    if (isHelpOfGroup(program.getSubcommands().get(name), arguments)) {
      arguments[1] = name;
      arguments[0] = "help";
      return help(environment, arguments);
    }
    return program.execute(commands.get(name) instanceof DaemonCommand daemon ? daemon.withSettings(arguments) : arguments);
  }

  /** Whether it is {@code rules help ...}, as somebody says who thinks in commands of commands. */
  private static boolean isHelpOfGroup(CommandLine group, String... arguments) {
    return group != null && !group.getSubcommands().isEmpty() && arguments.length > 1 && arguments[1].equals("help");
  }

  /** {@code help COMMAND...} is {@code COMMAND... --help}. */
  private static int help(Map<String, String> environment, String... arguments) {
    if (arguments.length > 1 && !COMMANDS.containsKey(arguments[1])) {
      System.err.println("hotprobe: there is no command '" + Printable.text(arguments[1]) + "'; see --help");
      return CommandLine.ExitCode.USAGE;
    }
    String[] asked = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    asked[asked.length - 1] = "--help";
    return run(environment, asked);
  }

  private static int misused(CommandLine.ParameterException wrong) {
    String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println(name + ": " + Printable.text(Misuse.text(wrong)) + "; see --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int told(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof UncheckedIOException unlinked) {
      return told(unlinked.getCause(), command, parsed);
    }
    if (failure instanceof IOException || failure instanceof UsageException || failure instanceof InvalidPathException) {
      System.err.println(command.getCommandSpec().qualifiedName() + ": " + Printable.text(message(failure)));
      return failure instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
    System.err.println(command.getCommandSpec().qualifiedName() + ": " + fault(failure));
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** One line about what nobody thought of. */
  static String fault(Exception failure) {
    String place =
        Arrays.stream(failure.getStackTrace()).filter(each -> each.getClassName().startsWith("io.hotprobe.")).findFirst()
            .map(each -> " in " + each.getFileName() + ":" + each.getLineNumber()).orElse("");
    return FAULT + place + ", please report it: " + Printable.text(failure.toString());
  }

  /** The message; of the exceptions that only name a file, with what is wrong with it. */
  static String message(Exception failure) {
    if (failure instanceof InvalidPathException odd) {
      return "'" + odd.getInput() + "' cannot be a path in this locale; set LC_ALL=C.UTF-8 if it is one";
    }
    return failure instanceof IOException file ? FileFailure.text(file) : failure.getMessage();
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), descriptor == FileDescriptor.err, StandardCharsets.UTF_8);
  }
}
