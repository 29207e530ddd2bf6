package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a module tells of itself: the texts of its {@code .modinfo}, and who signed it. For one thread at a time.
 *
 * <p>Text is one char a byte. Source of the texts: {@code include/linux/module.h} and {@code moduleparam.h} of the kernel.
 */
public final class ModuleInfo {

  private static final String DESCRIPTION = "parm";
  private static final String TYPE = "parmtype";

  private final Path source;
  private final List<Field> fields;
  private final Optional<ElfModule> elf;
  private final byte[] image;

  /** One {@code key=value}; the value is empty where the text has no equals sign. */
  public record Field(String key, String value) {

    static Field of(String text) {
      int equals = text.indexOf('=');
      return equals < 0 ? new Field(text, "") : new Field(text.substring(0, equals), text.substring(equals + 1));
    }

    private boolean isOfParameter() {
      return key.equals(DESCRIPTION) || key.equals(TYPE);
    }
  }

  /** A module's parameter; at least one of description and type is there, either may be an empty text. */
  public record Parameter(String name, Optional<String> description, Optional<String> type) {}

  private ModuleInfo(Path source, List<Field> fields, Optional<ElfModule> elf, byte[] image) {
    this.source = source;
    this.fields = List.copyOf(fields);
    this.elf = elf;
    this.image = image;
  }

  /**
   * Reads a module's file.
   *
   * @throws IOException if it cannot be read or unpacked, or is no module; says where
   */
  public static ModuleInfo read(ModuleFile file) throws IOException {
    byte[] image = file.image();
    ElfModule elf = ElfModule.of(image, file.path());
    List<Field> fields = new ArrayList<>();
    for (String text : elf.modinfo()) {
      fields.add(Field.of(text));
    }
    if (fields.isEmpty()) {
      throw new IOException(file.path() + ": has no .modinfo section, or an empty one: no kernel module, or stripped too far");
    }
    return new ModuleInfo(file.path(), fields, Optional.of(elf), image);
  }

  /** Of a module that has no image of its own: it is neither signed nor has it a build id. */
  static ModuleInfo builtin(Path source, List<Field> fields) {
    return new ModuleInfo(source, fields, Optional.empty(), new byte[0]);
  }

  /** The texts in file order, those of parameters left out. */
  public List<Field> fields() {
    return fields.stream().filter(field -> !field.isOfParameter()).toList();
  }

  /** The values of all texts of one key, those of parameters too, in file order. */
  public List<String> values(String key) {
    return fields.stream().filter(field -> field.key().equals(key)).map(Field::value).toList();
  }

  /**
   * What identifies this build; empty when the module does not say.
   *
   * @throws MalformedModuleException if the sections it may be in are not all there
   */
  public Optional<byte[]> buildId() throws MalformedModuleException {
    return elf.isPresent() ? elf.get().buildId() : Optional.empty();
  }

  /** How the module is signed; read anew at every call. */
  public ModuleSignature signature() {
    return ModuleSignature.of(image);
  }

  /**
   * The parameters, the one named first in the file last, as modinfo shows them. Of several descriptions or types of one parameter the
   * last counts.
   *
   * @param diagnostics told of texts that name no parameter, which are left out
   */
  public List<Parameter> parameters(Consumer<Diagnostic> diagnostics) {
    Map<String, Parameter> byName = new LinkedHashMap<>();
    for (Field field : fields) {
      if (!field.isOfParameter()) {
        continue;
      }
      int colon = field.value().indexOf(':');
      if (colon < 0) {
        diagnostics.accept(
            new Diagnostic(
                new SourceLine(source, 0),
                "'" + field.key() + "=" + field.value() + "' has no colon behind the name of the parameter",
                "it is left out"));
        continue;
      }
      String name = field.value().substring(0, colon);
      Optional<String> text = Optional.of(field.value().substring(colon + 1));
      Parameter known = byName.getOrDefault(name, new Parameter(name, Optional.empty(), Optional.empty()));
      byName.put(
          name,
          field.key().equals(TYPE)
              ? new Parameter(name, known.description(), text)
              : new Parameter(name, text, known.type()));
    }
    List<Parameter> parameters = new ArrayList<>(byName.values());
    Collections.reverse(parameters);
    return parameters;
  }
}
