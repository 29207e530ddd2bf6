package io.hotprobe.module;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code modules.builtin.modinfo}: what the modules inside the kernel image tell of themselves. {@code MODULE.key=value}, each ended by
 * NUL, those of one module next to each other. Source: {@code scripts/Makefile.modinst} and {@code MODULE_INFO} of the kernel.
 */
public final class BuiltinInfo {

  /** Largest file accepted, in bytes; Debian's has 46,000. */
  public static final int LARGEST_FILE = 16 << 20;

  private static final String REMEDY = "install the kernel's modules again";

  private final Path file;

  /** The file of one module directory. It need not exist. */
  public BuiltinInfo(Path directory) {
    file = directory.resolve("modules.builtin.modinfo");
  }

  /**
   * What one module tells; nothing where there is no such file.
   *
   * @param diagnostics told of a text that belongs to no module, at which reading ends
   * @throws IOException if the file cannot be read, ends inside a text, or does not know the module
   */
  public ModuleInfo of(ModuleName module, Consumer<Diagnostic> diagnostics) throws IOException {
    if (!Files.exists(file)) {
      return ModuleInfo.builtin(file, List.of());
    }
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException(file + ": larger than " + LARGEST_FILE + " bytes; " + REMEDY);
    }
    List<ModuleInfo.Field> fields = fields(Files.readAllBytes(file), module.value(), diagnostics);
    if (fields.isEmpty()) {
      throw new IOException(file + ": does not mention " + module);
    }
    return ModuleInfo.builtin(file, fields);
  }

  private List<ModuleInfo.Field> fields(byte[] data, String module, Consumer<Diagnostic> diagnostics) throws IOException {
    List<ModuleInfo.Field> fields = new ArrayList<>();
    for (int from = 0; from < data.length; ) {
      int end = end(data, from);
      String text = new String(data, from, end - from, StandardCharsets.ISO_8859_1);
      int dot = text.indexOf('.');
      if (dot < 0) {
        diagnostics.accept(new Diagnostic(new SourceLine(file, 0), "byte " + from + ": a text without 'MODULE.' before it", REMEDY));
        break;
      }
      if (text.substring(0, dot).equals(module)) {
        fields.add(ModuleInfo.Field.of(text.substring(dot + 1)));
      } else if (!fields.isEmpty()) {
        break;
      }
      from = end + 1;
    }
    return fields;
  }

  private int end(byte[] data, int from) throws IOException {
    for (int i = from; i < data.length; i++) {
      if (data[i] == 0) {
        return i;
      }
    }
    throw new IOException(file + ": byte " + from + ": the file ends inside a text; " + REMEDY);
  }
}
