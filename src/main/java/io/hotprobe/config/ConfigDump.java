package io.hotprobe.config;

import io.hotprobe.module.BinaryIndex;
import io.hotprobe.module.DamagedIndexException;
import io.hotprobe.module.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes the configuration as {@code modprobe -c} does: that of modprobe.d and the indexes in kmod's form, a modules.conf in that of
 * modutils. One char a byte.
 */
public final class ConfigDump {

  private static final String INDEXES = "\n# End of configuration files. Dumping indexes now:\n\n";

  private final Appendable out;

  /** A dump to {@code out}. */
  public ConfigDump(Appendable out) {
    this.out = out;
  }

  /**
   * Writes all that {@code config} says, and the aliases and symbols of the release where kmod would.
   *
   * @param moduleDirectory may lack indexes; they are then left out, as by kmod
   * @param diagnostics told of damaged indexes
   * @param program its name and version, for the first line of a modules.conf
   */
  public void write(ModprobeConfig config, Path moduleDirectory, String program, Consumer<Diagnostic> diagnostics) throws IOException {
    if (config.modulesConf().isPresent()) {
      new ModulesConfText(out).write(config.modulesConf().get(), program);
      return;
    }
    lines(config);
    out.append(INDEXES);
    index(moduleDirectory.resolve("modules.alias.bin"), diagnostics);
    index(moduleDirectory.resolve("modules.symbols.bin"), diagnostics);
  }

  /** The lines alone: kmod's groups, then those that only we have. */
  public void lines(ModprobeConfig config) throws IOException {
    for (BlacklistLine line : config.blacklists()) {
      line("blacklist", line.module());
    }
    commands("install", config.installs());
    commands("remove", config.removes());
    for (AliasLine line : config.aliases()) {
      line("alias", line.pattern() + " " + line.module());
    }
    for (OptionsLine line : config.options()) {
      line("options", line.name() + " " + line.text());
    }
    for (Softdep line : config.softdeps()) {
      line("softdep", softdep(line));
    }
    for (Weakdep line : config.weakdeps()) {
      line("weakdep", line.pattern() + " " + String.join(" ", line.modules()));
    }
    for (Hook hook : Hook.values()) {
      commands(hook.keyword(), config.hooks(hook));
    }
    for (KeepLine line : config.keeps()) {
      line("keep", line.pattern());
    }
  }

  /** kmod puts nothing between the last module of {@code pre:} and {@code post:}. */
  private static String softdep(Softdep line) {
    String pre = line.pre().isEmpty() ? "" : "pre: " + String.join(" ", line.pre());
    String post = line.post().isEmpty() ? "" : "post: " + String.join(" ", line.post());
    return line.pattern() + " " + pre + post;
  }

  private void commands(String keyword, List<Command> commands) throws IOException {
    for (Command line : commands) {
      line(keyword, line.pattern() + " " + line.command());
    }
  }

  private void line(String keyword, String rest) throws IOException {
    out.append(keyword).append(' ').append(rest).append('\n');
  }

  private record Value(String key, String text) {}

  private void index(Path file, Consumer<Diagnostic> diagnostics) throws IOException {
    List<Value> values = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        BinaryIndex.read(file).walk((key, length, priority, data, from, to) -> values.add(value(key, length, data, from, to)));
      }
    } catch (DamagedIndexException damaged) {
      diagnostics.accept(damaged.leftOut(file));
    }
    values.sort(Comparator.comparing(Value::key));
    for (Value value : values) {
      line("alias", value.key + " " + value.text);
    }
  }

  private static Value value(byte[] key, int length, byte[] data, int from, int to) {
    return new Value(
        new String(key, 0, length, StandardCharsets.ISO_8859_1), new String(data, from, to - from, StandardCharsets.ISO_8859_1));
  }
}
