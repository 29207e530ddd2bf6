package io.hotprobe.modalias;

import io.hotprobe.module.BinaryIndex;
import io.hotprobe.module.DamagedIndexException;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One alias table of a module directory: its {@code .bin} file, or the text file of the same name where that is missing or
 * damaged.
 */
public final class AliasFile {

  private final Path binary;
  private final Path text;
  private final Consumer<Diagnostic> diagnostics;

  /**
   * Names a table.
   *
   * @param name as in {@code modules.alias}
   */
  public AliasFile(Path moduleDirectory, String name, Consumer<Diagnostic> diagnostics) {
    this.binary = moduleDirectory.resolve(name + ".bin");
    this.text = moduleDirectory.resolve(name);
    this.diagnostics = diagnostics;
  }

  /** The table; empty when neither file is there. What is wrong with the files is told, never thrown. */
  public AliasIndex read() {
    try {
      if (Files.exists(binary)) {
        return readBinary();
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      diagnostics.accept(DamagedIndexException.textInstead(binary, unreadable));
    }
    return readText();
  }

  private AliasIndex readBinary() throws IOException {
    AliasIndex.Builder builder = new AliasIndex.Builder((int) Math.min(Files.size(binary), BinaryIndex.LARGEST_FILE));
    if (Files.size(binary) > 0 || Files.exists(text)) {
      BinaryIndex.read(binary).walk(builder::add);
    }
    return builder.build();
  }

  private AliasIndex readText() {
    AliasIndex.Builder builder = new AliasIndex.Builder(0);
    Map<String, Integer> places = orderedModules();
    int number = 0;
    for (String line : lines(text)) {
      number++;
      if (!line.startsWith("#") && !line.isBlank()) {
        add(line.trim().split("\\s+"), number, places, builder);
      }
    }
    return builder.build();
  }

  private void add(String[] words, int number, Map<String, Integer> places, AliasIndex.Builder builder) {
    String pattern = words.length == 3 && words[0].equals("alias") ? Modalias.normalise(words[1]) : null;
    if (pattern == null || !ModuleName.isName(words[2])) {
      tell(text, number, "not a line of the form 'alias PATTERN MODULE'", "run depmod; the line is skipped");
      return;
    }
    byte[] key = pattern.getBytes(StandardCharsets.ISO_8859_1);
    byte[] module = words[2].getBytes(StandardCharsets.ISO_8859_1);
    int place = places.computeIfAbsent(words[2].replace('-', '_'), unseen -> places.size());
    builder.add(key, key.length, place, module, 0, module.length);
  }

  /** The place of each module in {@code modules.order}; the others come behind, as the text has them. */
  private Map<String, Integer> orderedModules() {
    Map<String, Integer> places = new HashMap<>();
    for (String path : lines(text.resolveSibling("modules.order"))) {
      if (ModuleName.isNameOf(path)) {
        places.putIfAbsent(ModuleName.ofPath(path).value(), places.size());
      }
    }
    return places;
  }

  private List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      return List.of();
    } catch (IOException unreadable) {
      tell(file, 0, "cannot be read: " + unreadable.getMessage(), "run depmod");
      return List.of();
    }
  }

  private void tell(Path file, int line, String problem, String remedy) {
    diagnostics.accept(new Diagnostic(new SourceLine(file, line), problem, remedy));
  }
}
