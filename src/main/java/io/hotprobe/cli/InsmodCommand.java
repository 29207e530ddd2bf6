package io.hotprobe.cli;

import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe insmod}: inserts one module from a file, without what it needs. */
@Command(
    name = "insmod",
    description = "Inserts one module from a file. It reads no configuration and loads no dependencies; modprobe does both.",
    versionProvider = Version.class,
    footer = {"", "Exit codes: 0 the module is live now, 1 anything else."})
final class InsmodCommand extends KmodTool {

  @Option(names = {"-f", "--force"}, description = "Ignore for which kernel the module was built; the same as both that follow.")
  private boolean force;

  @Option(names = "--force-vermagic", description = "Ignore the kernel version and configuration it was built for.")
  private boolean forceVermagic;

  @Option(names = "--force-modversion", description = "Ignore the versions of the symbols it was built with.")
  private boolean forceModversion;

  @Option(names = "-p", hidden = true, description = "Ignored, as kmod ignores it.")
  private boolean retired;

  @Mixin private World world = new World();

  @Mixin private Kernel kernel = new Kernel();

  @Parameters(paramLabel = "FILE [PARAMETER=VALUE...]", description = "The module's file, and parameters for it.")
  private List<String> arguments = List.of();

  InsmodCommand() {
    super("insmod");
  }

  @Option(names = {"-s", "--syslog"}, description = "Write messages to the system log.")
  void syslog(boolean on) {
    log.toSyslog();
  }

  @Option(names = {"-v", "--verbose"}, description = "Tell what was done, too.")
  void verbose(boolean on) {
    log.verbose(1);
  }

  @Override
  public Integer call() throws IOException {
    if (arguments.isEmpty()) {
      return misused("no file was given");
    }
    if (arguments.get(0).equals("-")) {
      return misused("a module cannot be read from standard input: give its file");
    }
    return insert(arguments.get(0), ModuleParameters.line(arguments.subList(1, arguments.size())));
  }

  private int insert(String given, String parameters) throws IOException {
    Path file = file(given);
    if (file == null) {
      return FAILED;
    }
    LoadOutcome outcome =
        kernel.ports(world).modules().load(new ModuleFile(ModuleName.ofPath(file.toString()), file), parameters, ignored());
    if (outcome instanceof LoadOutcome.Loaded) {
      log.notice(outcome.text());
      return DONE;
    }
    if (outcome instanceof LoadOutcome.Planned planned) {
      out.print(planned.action() + "\n");
      return DONE;
    }
    log.error(failure(given, outcome));
    return FAILED;
  }

  /** The file that was given; null, and told, if it cannot be a module's. */
  private Path file(String given) {
    try {
      Path file = Path.of(given).toAbsolutePath();
      if (!Files.exists(file)) {
        log.error("could not load module " + given + ": no such file" + (given.contains("/") ? "" : "; modprobe finds modules by name"));
        return null;
      }
      if (file.getFileName() == null || !ModuleName.isNameOf(file.toString())) {
        log.error("could not load module " + given + ": the file's name begins with no module name");
        return null;
      }
      return file;
    } catch (InvalidPathException unspeakable) {
      log.error("could not load module " + given + ": no such file; " + unspeakable.getReason());
      return null;
    }
  }

  private Set<Check> ignored() {
    Set<Check> ignored = EnumSet.noneOf(Check.class);
    if (force || forceVermagic) {
      ignored.add(Check.VERMAGIC);
    }
    if (force || forceModversion) {
      ignored.add(Check.MODVERSIONS);
    }
    return ignored;
  }

  private static String failure(String given, LoadOutcome outcome) {
    String refused = "could not insert module " + given + ": ";
    if (outcome instanceof LoadOutcome.AlreadyLive) {
      return refused + Errno.describe(Errno.EEXIST.number()) + "; a module of its name is live already: lsmod shows it, rmmod removes it";
    }
    if (outcome instanceof LoadOutcome.NoDevice) {
      return refused + Errno.describe(Errno.ENODEV.number()) + "; it found no device to drive and did not stay";
    }
    if (outcome instanceof LoadOutcome.Failed failed && !failed.call().endsWith("init_module")) {
      return refused + failed.call() + ": " + Errno.describe(failed.errno()) + remedy(failed.errno());
    }
    return outcome.text();
  }

  private static String remedy(int errno) {
    if (errno == Errno.EACCES.number()) {
      return "; read permission on the file is needed";
    }
    return errno == Errno.EINVAL.number() ? "; the file is damaged or no compressed module: copy or build it again" : "";
  }
}
