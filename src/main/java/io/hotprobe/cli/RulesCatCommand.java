package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.rules.RuleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
      "A second line names the files of that name that it hides; of a masked name there is nothing else."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 shown, 1 a name was not found or a file cannot be read, 2 the command line is wrong."})
final class RulesCatCommand implements Callable<Integer> {

  private static final String SUFFIX = ".rules";
  private static final int BLOCK = 16 << 10;

  @Mixin private RulePlaces places = new RulePlaces();

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only files of these names, with or without .rules.")
  private List<String> names = List.of();

  @Override
  public Integer call() throws IOException {
    List<Path> directories = places.directories();
    Map<String, List<Path>> files = byName(directories);
    TreeSet<Path> effective = new TreeSet<>(new RuleFiles(directories).effective());
    TreeSet<String> missing = new TreeSet<>();
    names.forEach(name -> missing.add(fileName(name)));
    boolean isFirst = true;
    for (Map.Entry<String, List<Path>> each : files.entrySet()) {
      if (names.isEmpty() || missing.remove(each.getKey())) {
        System.out.print(isFirst ? "" : "\n");
        show(each.getValue(), effective.contains(each.getValue().get(0)));
        isFirst = false;
      }
      if (System.out.checkError()) {
        return 0;
      }
    }
    missing.forEach(name -> System.err.println("hotprobe rules cat: " + Printable.text(name) + " is in none of " + directories));
    return missing.isEmpty() ? 0 : 1;
  }

  private static String fileName(String name) {
    return name.endsWith(SUFFIX) ? name : name + SUFFIX;
  }

  /** The files of each name, by the bytes of the names, the one that counts first. */
  private static Map<String, List<Path>> byName(List<Path> directories) throws IOException {
    Map<String, List<Path>> files = new TreeMap<>();
    for (Path directory : directories) {
      if (!Files.isDirectory(directory)) {
        continue;
      }
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
            files.computeIfAbsent(name, unseen -> new ArrayList<>()).add(entry);
          }
        }
      } catch (DirectoryIteratorException unreadable) {
        throw unreadable.getCause();
      }
    }
    return files;
  }

  private static void show(List<Path> files, boolean counts) throws IOException {
    Path first = files.get(0);
    System.out.println("# " + Printable.text(first.toString()) + (counts ? "" : " masks this name"));
    for (Path hidden : files.subList(1, files.size())) {
      System.out.println("# hides " + Printable.text(hidden.toString()));
    }
    if (counts) {
      copy(first);
    }
  }

  /** Byte for byte; a line feed is added where the last line has none. */
  private static void copy(Path file) throws IOException {
    int last = '\n';
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
        System.out.write(block, 0, block.length);
        last = block[block.length - 1];
      }
    }
    if (last != '\n') {
      System.out.println();
    }
  }
}
