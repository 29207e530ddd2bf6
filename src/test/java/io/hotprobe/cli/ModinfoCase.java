package io.hotprobe.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One line of {@code modinfo/cases.txt}; the file says what it holds. */
record ModinfoCase(String words, int status, String out) {

  static List<ModinfoCase> all() throws IOException {
    List<ModinfoCase> cases = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("src/test/resources/modinfo/cases.txt"), StandardCharsets.US_ASCII)) {
      if (!line.startsWith("#")) {
        String[] columns = line.split("\t", -1);
        cases.add(new ModinfoCase(columns[0], Integer.parseInt(columns[1]), columns[2]));
      }
    }
    return cases;
  }

  /** {@code modinfo} and the words, with the places in {@code tree}. */
  String[] command(ModinfoTree tree) {
    List<String> command = new ArrayList<>(List.of("modinfo"));
    for (String word : words.isEmpty() ? new String[0] : words.split(" ")) {
      command.add(
          word.equals("''")
              ? ""
              : word.replace("@", "ROOT/loose").replace("ROOT", tree.root().toString()).replace("RELATIVE", relative(tree)));
    }
    return command.toArray(String[]::new);
  }

  /** The recorded output, with the places in {@code tree}. */
  String expected(ModinfoTree tree) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < out.length(); i++) {
      if (out.charAt(i) != '\\') {
        text.append(out.charAt(i));
        continue;
      }
      switch (out.charAt(++i)) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'x' -> {
          text.append((char) Integer.parseInt(out.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> text.append(out.charAt(i));
      }
    }
    return text.toString()
        .replace("CWD", Path.of("").toAbsolutePath().toString())
        .replace("RELATIVE", relative(tree))
        .replace("ROOT", tree.root().toString());
  }

  private static String relative(ModinfoTree tree) {
    return Path.of("").toAbsolutePath().relativize(tree.root()).toString();
  }

  @Override
  public String toString() {
    return words;
  }
}
