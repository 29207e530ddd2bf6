package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.RuleSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hotprobe rules cat}: the rule files that count. */
@Command(
    name = "cat",
    description = {
      "Shows the rule files that count, in the order in which they are evaluated, each below a line with its path.",
      "More such lines tell which files of that name it hides; of a name that is masked there is nothing else."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 shown, 1 a name was not found or a file cannot be read, 2 the command line is wrong."})
final class RulesCatCommand implements Callable<Integer> {

  private static final String SUFFIX = ".rules";
  private static final int BLOCK = 16 << 10;

  @Mixin private RulePlaces places = new RulePlaces();

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only files of these names, with or without .rules.")
  private List<String> names = List.of();

  private boolean isFirst = true;

  @Override
  public Integer call() throws IOException {
    List<Path> directories = places.directories();
    TreeSet<String> wanted = new TreeSet<>();
    names.forEach(name -> wanted.add(name.endsWith(SUFFIX) ? name : name + SUFFIX));
    TreeSet<String> missing = new TreeSet<>(wanted);
    for (Map.Entry<String, List<RuleSource>> each : byName(directories).entrySet()) {
      missing.remove(each.getKey());
      if (wanted.isEmpty() || wanted.contains(each.getKey())) {
        show(each.getValue());
      }
      if (System.out.checkError()) {
        return 0;
      }
    }
    missing.forEach(name -> System.err.println("hotprobe rules cat: there is no " + Printable.text(name) + " in"));
    if (!missing.isEmpty()) {
      directories.forEach(directory -> System.err.println("  " + Printable.text(directory.toString())));
    }
    return missing.isEmpty() ? 0 : 1;
  }

  /** The files of each name, the one that counts first. */
  private static Map<String, List<RuleSource>> byName(List<Path> directories) throws IOException {
    Map<String, List<RuleSource>> files = new LinkedHashMap<>();
    for (RuleSource source : new RuleFiles(directories).list()) {
      files.computeIfAbsent(source.path().getFileName().toString(), unseen -> new ArrayList<>()).add(source);
    }
    return files;
  }

  private void show(List<RuleSource> files) throws IOException {
    RuleSource first = files.get(0);
    String fate =
        switch (first.state()) {
          case MASK -> " masks this name";
          case UNUSABLE -> " " + first.detail();
          case READ, SHADOWED -> "";
        };
    System.out.println((isFirst ? "# " : "\n# ") + Printable.text(first.path() + fate));
    isFirst = false;
    for (RuleSource hidden : files.subList(1, files.size())) {
      System.out.println("# hides " + Printable.text(hidden.path().toString()));
    }
    if (first.state() == RuleSource.State.READ) {
      copy(first.path());
    }
  }

  /** Byte for byte, but for what would command a terminal; a line feed is added where the last line has none. */
  private static void copy(Path file) throws IOException {
    OutputStream out = TerminalOutput.standard();
    int last = '\n';
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
        out.write(block, 0, block.length);
        last = block[block.length - 1];
      }
    }
    if (last != '\n') {
      System.out.println();
    }
  }
}
