package io.hotprobe.depmod;

import io.hotprobe.module.BinaryIndexWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Composes the index files of a {@link ModuleSet}: text, and the same as binary indexes. The formats are kmod's. */
final class IndexFiles {

  /** Most text of {@code modules.dep}, in bytes. Debian's has 526,626. */
  static final int LARGEST_DEPENDENCIES = 64 << 20;

  private final ModuleSet set;
  private final DepmodLog log;
  /** Of each module its line in {@code modules.dep}. */
  private final List<String> dependencyLines;
  private final List<String> symbolNames;

  IndexFiles(ModuleSet set, DepmodLog log) throws IOException {
    this.set = set;
    this.log = log;
    this.dependencyLines = dependencyLines();
    this.symbolNames = set.symbols().ofModules();
  }

  /** The text files, in kmod's order. */
  List<IndexFile> text() throws IOException {
    return made(textPieces());
  }

  /** The text files, then the binary ones. */
  List<IndexFile> all() throws IOException {
    List<Piece> pieces = new ArrayList<>(textPieces());
    pieces.add(index("modules.dep.bin", dependencyIndex()));
    pieces.add(index("modules.symbols.bin", symbolIndex()));
    pieces.add(index("modules.alias.bin", aliasIndex()));
    return made(pieces);
  }

  /** A file to be made; says nothing to the log. */
  private interface Piece {
    IndexFile make() throws IOException;
  }

  private List<Piece> textPieces() {
    List<String> nodes = new DeviceNames(set, log).lines();
    return List.of(
        this::dependencies,
        this::aliases,
        () -> lists("modules.softdep", "# Soft dependencies extracted from modules themselves.", "softdep ", ModuleFacts::softdeps),
        () -> lists("modules.weakdep", "# Weak dependencies extracted from modules themselves.", "weakdep ", ModuleFacts::weakdeps),
        this::symbols,
        () -> file("modules.devname", new StringBuilder(String.join("", nodes))));
  }

  /** Makes them from the last, which takes longest, to the first. */
  private static List<IndexFile> made(List<Piece> pieces) throws IOException {
    IndexFile[] files = new IndexFile[pieces.size()];
    int last = files.length - 1;
    Workers.run(files.length, piece -> files[last - piece] = pieces.get(last - piece).make());
    return List.of(files);
  }

  private Piece index(String name, BinaryIndexWriter index) {
    log.duplicates(name, index::duplicates);
    return () -> new IndexFile(name, index.bytes());
  }

  private List<String> dependencyLines() throws IOException {
    List<String> lines = new ArrayList<>(set.modules().size());
    Dependencies.Reached room = set.dependencies().room();
    StringBuilder line = new StringBuilder();
    long length = 0;
    for (int i = 0; i < set.modules().size(); i++) {
      line.setLength(0);
      line.append(shown(i)).append(':');
      for (int needed : set.dependencies().of(i, room)) {
        line.append(' ').append(shown(needed));
      }
      length += line.length();
      if (length > LARGEST_DEPENDENCIES) {
        throw new IOException("modules.dep would be larger than " + LARGEST_DEPENDENCIES + " bytes; no index was written");
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private String shown(int module) {
    return set.modules().get(module).module().shown();
  }

  private IndexFile dependencies() {
    StringBuilder text = new StringBuilder(1 << 19);
    dependencyLines.forEach(line -> text.append(line).append('\n'));
    return file("modules.dep", text);
  }

  private BinaryIndexWriter dependencyIndex() {
    BinaryIndexWriter index = new BinaryIndexWriter();
    for (int i = 0; i < dependencyLines.size(); i++) {
      index.add(set.name(i), i, dependencyLines.get(i));
    }
    return index;
  }

  private IndexFile aliases() {
    StringBuilder text = new StringBuilder(1 << 20).append("# Aliases extracted from modules themselves.\n");
    for (ModuleFacts module : set.modules()) {
      for (String alias : module.aliases()) {
        text.append("alias ").append(alias).append(' ').append(module.module().name()).append('\n');
      }
    }
    return file("modules.alias", text);
  }

  private BinaryIndexWriter aliasIndex() {
    BinaryIndexWriter index = new BinaryIndexWriter();
    for (int i = 0; i < set.modules().size(); i++) {
      for (String alias : set.modules().get(i).aliases()) {
        AliasKey.add(index, alias, i, set.name(i), log);
      }
    }
    return index;
  }

  private IndexFile lists(String name, String head, String keyword, Function<ModuleFacts, List<String>> texts) {
    StringBuilder text = new StringBuilder(head).append('\n');
    for (ModuleFacts module : set.modules()) {
      for (String each : texts.apply(module)) {
        text.append(keyword).append(module.module().name()).append(' ').append(each).append('\n');
      }
    }
    return file(name, text);
  }

  private IndexFile symbols() {
    StringBuilder text = new StringBuilder(1 << 19).append("# Aliases for symbols, used by symbol_request().\n");
    for (String symbol : symbolNames) {
      text.append("alias symbol:").append(symbol).append(' ').append(set.name(set.symbols().owner(symbol))).append('\n');
    }
    return file("modules.symbols", text);
  }

  private BinaryIndexWriter symbolIndex() {
    BinaryIndexWriter index = new BinaryIndexWriter();
    for (String symbol : symbolNames) {
      int owner = set.symbols().owner(symbol);
      if (BinaryIndexWriter.isKey(symbol)) {
        index.add("symbol:" + symbol, owner, set.name(owner));
      } else {
        log.error("module " + set.name(owner) + ": a symbol that is not ASCII is left out of modules.symbols.bin");
      }
    }
    return index;
  }

  static IndexFile file(String name, StringBuilder text) {
    return new IndexFile(name, text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
