package io.hotprobe.simulate;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.KoFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small module tree and configuration for tests, written as text files; what reading them says is kept. */
public final class SmallWorld {

  public static final String RELEASE = "6.0-test";

  public final Path root;
  public final List<Diagnostic> diagnostics = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, KoFile> files = new LinkedHashMap<>();
  private final List<String> dependencies = new ArrayList<>();
  private final List<String> aliases = new ArrayList<>();
  private final List<String> symbols = new ArrayList<>();
  private final List<String> builtins = new ArrayList<>();
  private final List<String> softdeps = new ArrayList<>();

  public SmallWorld(Path root) {
    this.root = root;
  }

  /** A module with a file, which tells nothing of itself but a license; its dependencies as modules.dep has them: all of them, nearest first. */
  public SmallWorld module(String name, String... needs) {
    StringBuilder line = new StringBuilder(path(name)).append(':');
    for (String need : needs) {
      line.append(' ').append(path(need));
    }
    dependencies.add(line.toString());
    files.put(name, new KoFile().modinfo("license=GPL"));
    return this;
  }

  public SmallWorld alias(String pattern, String module) {
    aliases.add("alias " + pattern + " " + module);
    return this;
  }

  /** A line of a module's own {@code .modinfo}. */
  public SmallWorld modinfo(String module, String text) {
    files.get(module).modinfo(text);
    return this;
  }

  public SmallWorld symbol(String symbol, String module) {
    symbols.add("alias symbol:" + symbol + " " + module);
    return this;
  }

  public SmallWorld builtin(String name) {
    builtins.add(path(name));
    return this;
  }

  /** A line of modules.softdep without its keyword. */
  public SmallWorld softdep(String text) {
    softdeps.add("softdep " + text);
    return this;
  }

  /** Writes a file of the configuration at once; chars are bytes. */
  public SmallWorld conf(String file, String... lines) throws IOException {
    write(configDirectory().resolve(file), List.of(lines));
    return this;
  }

  /** Writes the module tree, its files in depmod's order. */
  public SmallWorld write() throws IOException {
    write(moduleDirectory().resolve("modules.dep"), dependencies);
    write(moduleDirectory().resolve("modules.alias"), aliases);
    write(moduleDirectory().resolve("modules.softdep"), softdeps);
    write(moduleDirectory().resolve("modules.symbols"), symbols);
    write(moduleDirectory().resolve("modules.builtin"), builtins);
    for (Map.Entry<String, KoFile> file : files.entrySet()) {
      file.getValue().write(moduleDirectory().resolve(path(file.getKey())));
    }
    Files.createDirectories(configDirectory());
    return this;
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.createDirectories(file.getParent());
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String path(String name) {
    return "kernel/" + name + ".ko";
  }

  public Path moduleDirectory() {
    return root.resolve("lib/modules").resolve(RELEASE);
  }

  public Path configDirectory() {
    return root.resolve("etc/modprobe.d");
  }

  public ConfigSources config() {
    return new ConfigSources(List.of(configDirectory()), Optional.of(moduleDirectory()), Optional.empty());
  }

  public Resolver resolver() throws IOException {
    return Resolver.open(moduleDirectory(), config(), diagnostics::add);
  }

  /** The plan for a name or modalias, which there must be. */
  public LoadPlan plan(String name) throws IOException {
    return (LoadPlan) resolver().resolve(name, "");
  }

  /** A kernel in memory that treats modules as the script's lines say. */
  public SimulatedModules kernel(String... script) throws IOException {
    return new SimulatedModules(ModuleTree.open(moduleDirectory(), diagnostics::add), script(script));
  }

  /** A script of these lines. */
  public Script script(String... lines) throws IOException {
    Path file = root.resolve("kernel.script");
    write(file, List.of(lines));
    return Script.read(file);
  }

  public static ModuleName name(String text) {
    return new ModuleName(text);
  }
}
