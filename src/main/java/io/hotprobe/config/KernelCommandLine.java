package io.hotprobe.config;

import io.hotprobe.module.FileFailure;
import io.hotprobe.module.SourceLine;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Takes module options and blacklist items from the kernel command line. Any text gives lines and diagnostics, never an exception.
 *
 * <pre>
 *   module.key  module.key=value  "module.key=value with blanks"  module.key="value with blanks"
 *   modprobe.blacklist=module,module
 * </pre>
 *
 * <p>White space outside double quotes separates. What has no dot before its {@code =}, or two, or a quote or white space in its name
 * is meant for somebody else. Source: modprobe(8) under {@code modprobe.blacklist}, and kmod's behaviour.
 */
final class KernelCommandLine {

  /** Bytes that are read, as kmod does. */
  static final int LONGEST = 4095;

  private static final String BLACKLIST = "blacklist=";

  private final ConfigLines lines;
  private final FileDiagnostics diagnostics;
  private final SourceLine at;

  KernelCommandLine(ConfigLines lines, FileDiagnostics diagnostics) {
    this.lines = lines;
    this.diagnostics = diagnostics;
    this.at = diagnostics.at(0);
  }

  /** Reads {@code file}; false when it does not exist or, with a diagnostic, cannot be read. */
  boolean read(Path file) {
    try {
      byte[] bytes = ConfigFile.head(file, LONGEST);
      parse(ConfigFile.latin1(bytes, bytes.length));
      return true;
    } catch (NoSuchFileException none) {
      return false;
    } catch (IOException unreadable) {
      diagnostics.say(0, "cannot be read: " + FileFailure.reason(unreadable), "make it readable; no options are taken from it");
      return false;
    }
  }

  void parse(String text) {
    int nul = text.indexOf('\0');
    int end = nul < 0 ? text.length() : nul;
    int i = 0;
    while (i < end) {
      int start = i;
      boolean quoted = false;
      for (; i < end && (quoted || !ConfigLine.isSpace(text.charAt(i))); i++) {
        quoted ^= text.charAt(i) == '"';
      }
      if (quoted) {
        diagnostics.say(0, "a quote without its partner", "write both; what follows the last blank before it is ignored");
      } else {
        token(text.substring(start, i));
      }
      i++;
    }
  }

  private void token(String token) {
    boolean quoted = token.startsWith("\"");
    String body = quoted ? token.substring(1) : token;
    int equals = body.indexOf('=');
    String name = equals < 0 ? body : body.substring(0, equals);
    int dot = name.indexOf('.');
    if (dot < 0 || name.indexOf('.', dot + 1) >= 0 || name.indexOf('"') >= 0 || hasSpace(name)) {
      return;
    }
    String value = equals < 0 ? "" : quoted ? "=\"".concat(body.substring(equals + 1)) : body.substring(equals);
    // Not by +, whose first use costs a starting JVM some milliseconds.
    parameter(name.substring(0, dot), name.substring(dot + 1).concat(value));
  }

  private void parameter(String module, String text) {
    if (module.equals("modprobe") && text.startsWith(BLACKLIST)) {
      blacklist(text.substring(BLACKLIST.length()));
      return;
    }
    String name = ConfigLines.normalised(module);
    if (name == null) {
      diagnostics.say(0, "a bracket without its partner in " + FileDiagnostics.quoted(module), "write both [ and ]; it is ignored");
    } else {
      lines.addOptions(name, text, at);
    }
  }

  private void blacklist(String items) {
    int start = 0;
    for (int i = 0; i <= items.length(); i++) {
      if (i == items.length() || items.charAt(i) == ',') {
        item(items.substring(start, i));
        start = i + 1;
      }
    }
  }

  /** Keeps an item as it stands, since kmod does; says so when no module can have that name. */
  private void item(String item) {
    lines.blacklists.add(new BlacklistLine(item, at));
    if (item.indexOf('-') >= 0 || item.indexOf('"') >= 0 || item.indexOf('/') >= 0 || hasSpace(item)) {
      diagnostics.say(
          0, "modprobe.blacklist blocks nothing by " + FileDiagnostics.quoted(item), "write underscores for dashes, and no quotes");
    }
  }

  private static boolean hasSpace(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (ConfigLine.isSpace(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
