package io.hotprobe.config;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import io.hotprobe.module.Trust;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The lines of configuration files whose directives another room knows, found and joined as those of modprobe.d are. */
public final class ConfigText {

  /** One line, continuation lines joined to it. */
  public record Line(SourceLine at, String text) {}

  private ConfigText() {}

  /**
   * The lines of all files in the order of their base names, without empty lines and comments.
   *
   * @param places directories and single files, strongest first; those that do not exist are passed over
   */
  public static List<Line> read(List<Path> places, Consumer<Diagnostic> diagnostics) {
    return read(places, Trust.ALL, diagnostics);
  }

  /** As {@link #read(List, Consumer)}, of the files only that {@code trust} follows. */
  public static List<Line> read(List<Path> places, Trust trust, Consumer<Diagnostic> diagnostics) {
    List<Line> lines = new ArrayList<>();
    ConfigSources sources = new ConfigSources(places, Optional.empty(), Optional.empty()).withTrust(trust);
    for (Path file : ConfigFiles.find(sources, diagnostics).inOrder()) {
      FileDiagnostics told = new FileDiagnostics(file, diagnostics);
      LogicalLines logical = new LogicalLines(ConfigFile.text(file, trust, told), told);
      while (logical.next()) {
        if (!logical.line().isBlank() && logical.line().charAt(0) != '#') {
          lines.add(new Line(told.at(logical.number()), logical.line()));
        }
      }
    }
    return lines;
  }
}
