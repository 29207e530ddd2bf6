package io.hotprobe.parity;

import io.hotprobe.module.IndexWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The modules of one module directory, and the files that depmod would write for them. */
final class TreeIndex {

  private final Path directory;
  private final Map<String, KoText> modules = new LinkedHashMap<>();

  TreeIndex(Path directory) {
    this.directory = directory;
  }

  void add(KoText module) throws IOException {
    modules.put(module.name(), module);
    module.write(directory);
  }

  /** Writes the indexes; a module's place in the description is its priority. */
  void write() throws IOException {
    Files.createDirectories(directory);
    IndexWriter deps = new IndexWriter();
    IndexWriter aliases = new IndexWriter();
    IndexWriter symbols = new IndexWriter();
    List<String> softdeps = new ArrayList<>(List.of("# Soft dependencies extracted from modules themselves."));
    int priority = 0;
    for (KoText module : modules.values()) {
      String name = module.name();
      deps.add(name, priority, line(module));
      for (String alias : module.values("alias")) {
        aliases.add(normal(alias), priority, name);
      }
      for (String symbol : module.exports()) {
        symbols.add("symbol:" + symbol, priority, name);
      }
      module.values("softdep").forEach(text -> softdeps.add("softdep " + name + " " + text));
      priority++;
    }
    deps.write(directory.resolve("modules.dep.bin"));
    aliases.write(directory.resolve("modules.alias.bin"));
    symbols.write(directory.resolve("modules.symbols.bin"));
    Files.write(directory.resolve("modules.softdep"), softdeps, StandardCharsets.ISO_8859_1);
    builtin();
  }

  /** As in an index: outside brackets a dash is an underscore. */
  private static String normal(String pattern) {
    StringBuilder normal = new StringBuilder();
    boolean inside = false;
    for (char c : pattern.toCharArray()) {
      inside = c == '[' || inside && c != ']';
      normal.append(c == '-' && !inside ? '_' : c);
    }
    return normal.toString();
  }

  private String line(KoText module) {
    StringBuilder line = new StringBuilder(module.path()).append(':');
    module.deps().forEach(dep -> line.append(' ').append(modules.get(dep).path()));
    return line.toString();
  }

  private void builtin() throws IOException {
    IndexWriter names = new IndexWriter();
    IndexWriter aliases = new IndexWriter();
    Path list = directory.resolve("modules.builtin");
    for (String path : Files.exists(list) ? Files.readAllLines(list, StandardCharsets.ISO_8859_1) : List.<String>of()) {
      names.add(new KoText(path, List.of()).name(), 0, "");
    }
    Path info = directory.resolve("modules.builtin.modinfo");
    String records = Files.exists(info) ? Files.readString(info, StandardCharsets.ISO_8859_1) : "";
    for (String record : records.split("\0")) {
      int dot = record.indexOf(".alias=");
      if (dot > 0) {
        aliases.add(normal(record.substring(dot + 7)), 0, record.substring(0, dot));
      }
    }
    names.write(directory.resolve("modules.builtin.bin"));
    aliases.write(directory.resolve("modules.builtin.alias.bin"));
  }
}
