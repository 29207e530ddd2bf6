package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.rules.Finding;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe rules verify}: what is wrong in rule files. */
@Command(
    name = "verify",
    description = {
      "Looks for what is wrong in rule files, as udevadm verify does, and for what that does not look for: those findings are marked"
          + " 'hotprobe:', and only errors among them make a file fail.",
      "One line for each: FILE:LINE and what it is. Then which files fail, and how many."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 no file fails, 1 some do or cannot be read, 2 the command line is wrong."})
final class RulesVerifyCommand implements Callable<Integer> {

  /** Everybody has an account. */
  private static final Host.Accounts ANYBODY =
      new Host.Accounts() {
        @Override
        public OptionalInt user(String name) {
          return OptionalInt.of(0);
        }

        @Override
        public OptionalInt group(String name) {
          return OptionalInt.of(0);
        }
      };

  @Mixin private RulePlaces places = new RulePlaces();

  @Option(
      names = {"-N", "--resolve-names"},
      paramLabel = "early|never",
      description = "Whether users and groups must exist: early, they must; never, they are not looked up (default: early).")
  private String resolveNames = "early";

  @Option(names = "--no-style", description = "Leave out matters of style.")
  private boolean noStyle;

  @Option(names = "--only-udev", description = "Leave out what udevadm verify does not look for.")
  private boolean onlyUdev;

  @Option(names = "--no-summary", description = "Do not tell how many files were looked through.")
  private boolean noSummary;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Parameters(paramLabel = "FILE|DIR", arity = "0..*", description = "What to look through; of a directory its *.rules (default: the files that count).")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws IOException {
    Host host = places.host(places.root().resolve("sys"), accounts());
    Verification verification = files.isEmpty() ? ofAll(host) : Verification.of(files, host);
    VerifyReport report = new VerifyReport();
    int checked = verification.trusting(places.trust(), places.inForce()).verify(finding -> add(finding, report)).checked();
    if (checked == 0) {
      System.err.println("hotprobe rules verify: there is no rule file, named *.rules, in " + Printable.text(looked()));
    }
    if (json) {
      report.writeJson(System.out, checked);
    } else {
      report.write(System.out, noSummary ? OptionalInt.empty() : OptionalInt.of(checked));
    }
    return report.failed() == 0 ? 0 : 1;
  }

  /** Where rule files were looked for. */
  private String looked() throws IOException {
    return (files.isEmpty() ? places.directories() : files).stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private Host.Accounts accounts() {
    return switch (resolveNames) {
      case "early" -> places.accounts();
      case "never" -> ANYBODY;
      default -> throw new UsageException("--resolve-names takes early or never, not '" + resolveNames + "'");
    };
  }

  private Verification ofAll(Host host) throws IOException {
    List<Path> directories = places.directories();
    if (directories.stream().noneMatch(Files::isDirectory)) {
      throw new IOException("none of " + directories + " is there; name files, or directories with --rules-dir");
    }
    return Verification.of(new RuleFiles(directories), host);
  }

  private void add(Finding finding, VerifyReport report) {
    boolean isStyle = finding.severity() == Finding.Severity.STYLE;
    boolean isOurs = finding.origin() == Finding.Origin.HOTPROBE;
    if (!(isStyle && noStyle) && !(isOurs && onlyUdev)) {
      report.add(finding);
    }
  }
}
