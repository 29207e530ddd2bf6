package io.hotprobe.cli;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleInfo;
import io.hotprobe.module.ModuleSignature;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code modinfo} of kmod 30 writes of a module, byte for byte. */
final class ModinfoText {

  private static final int LABEL = 15;
  private static final int BYTES_A_LINE = 20;
  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

  private final PrintStream out;
  private final boolean nul;

  /** @param nul whether NUL ends a value instead of a line feed */
  ModinfoText(PrintStream out, boolean nul) {
    this.out = out;
    this.nul = nul;
  }

  /** One value without its key. */
  void value(String value) {
    out.print(value);
    out.print(nul ? '\0' : '\n');
  }

  /** One value behind its key, always as a person reads it: names, file names and parameters have no other form. */
  void labelled(String key, String value) {
    int blanks = Math.abs(LABEL - key.length());
    value(key + ":" + " ".repeat(blanks) + value);
  }

  /** Everything a module tells. */
  void all(ModuleInfo info, Optional<ModuleSignature.Signed> signature, Consumer<Diagnostic> diagnostics) {
    info.fields().forEach(this::field);
    signature.ifPresent(signed -> fields(signed).forEach(this::field));
    for (ModuleInfo.Parameter parameter : info.parameters(diagnostics)) {
      Optional<String> type = parameter.type();
      String text = parameter.description().map(known -> known + bracketed(type)).orElseGet(type::orElseThrow);
      labelled("parm", parameter.name() + ":" + text);
    }
  }

  /** The parameters without a label. */
  void parameters(ModuleInfo info, Consumer<Diagnostic> diagnostics) {
    for (ModuleInfo.Parameter parameter : info.parameters(diagnostics)) {
      value(parameter.name() + ":" + parameter.description().orElse("") + bracketed(parameter.type()));
    }
  }

  private void field(ModuleInfo.Field field) {
    if (nul) {
      value(field.key() + "=" + field.value());
    } else {
      labelled(field.key(), field.value());
    }
  }

  private static String bracketed(Optional<String> type) {
    return type.map(known -> " (" + known + ")").orElse("");
  }

  /** One field of a signature. */
  void signature(ModuleSignature.Signed signed, String key) {
    fields(signed).stream().filter(field -> field.key().equals(key)).map(ModuleInfo.Field::value).forEach(this::value);
  }

  private static List<ModuleInfo.Field> fields(ModuleSignature.Signed signed) {
    return List.of(
        new ModuleInfo.Field("sig_id", signed.kind().text()),
        new ModuleInfo.Field("signer", signed.signer()),
        new ModuleInfo.Field("sig_key", hex(signed.key())),
        new ModuleInfo.Field("sig_hashalgo", signed.hash()),
        new ModuleInfo.Field("signature", hex(signed.signature())));
  }

  private static String hex(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += BYTES_A_LINE) {
      lines.add(HEX.formatHex(bytes, from, Math.min(bytes.length, from + BYTES_A_LINE)));
    }
    return String.join(":\n\t\t", lines);
  }
}
