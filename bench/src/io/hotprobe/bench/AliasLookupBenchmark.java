package io.hotprobe.bench;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.modalias.AliasFile;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.AliasIndex;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One modalias to the modules that claim it, over a corpus; see {@link AliasComparison} for what it is compared with. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class AliasLookupBenchmark {

  static final String MODULE_DIRECTORY = "bench.module-directory";
  static final String CORPORA = "bench.corpora";

  /** Distinct modaliases in the cached benchmark: what a large machine has and the cache holds. */
  private static final int CACHED = 2_048;

  /** The file name of the corpus, without its suffix. */
  @Param({"concrete", "unmatched"})
  public String corpus;

  private final Modalias modalias = new Modalias();
  private final AliasHits hits = new AliasHits();
  private Resolver resolver;
  private AliasIndex aliases;
  private AliasIndex builtinAliases;
  private CorpusPass stagesPass;
  private CorpusPass indexPass;
  private CorpusPass cachedPass;

  /** Reads the tables, without any configuration as the peer does, and counts the hits to be found. */
  @Setup
  public void read() throws IOException {
    Path directory = Path.of(System.getProperty(MODULE_DIRECTORY));
    resolver = openWithoutConfiguration(directory);
    aliases = new AliasFile(directory, "modules.alias", diagnostic -> {}).read();
    builtinAliases = new AliasFile(directory, "modules.builtin.alias", diagnostic -> {}).read();
    List<String> lines = CorpusPass.read(Path.of(System.getProperty(CORPORA), corpus + ".txt"));
    List<String> inIndex = lines.stream().filter(line -> !isModuleName(line)).toList();
    List<String> cached = new ArrayList<>();
    for (int i = 0; i < CACHED; i++) {
      cached.add(lines.get((int) ((long) i * lines.size() / CACHED)));
    }
    stagesPass = new CorpusPass(lines, count(lines));
    indexPass = new CorpusPass(inIndex, count(inIndex));
    cachedPass = new CorpusPass(cached, count(cached));
  }

  static Resolver openWithoutConfiguration(Path moduleDirectory) throws IOException {
    ConfigSources none = new ConfigSources(List.of(), Optional.empty(), Optional.empty());
    return Resolver.open(moduleDirectory, none, diagnostic -> {});
  }

  private long count(List<String> lines) {
    return lines.stream().mapToLong(line -> resolver.matches(Modalias.of(line), hits).size()).sum();
  }

  /** A few aliases are also the name of a module, which is not the alias index's to find. */
  private boolean isModuleName(String line) {
    List<Match> matches = resolver.matches(Modalias.of(line), hits);
    return !matches.isEmpty() && matches.get(0).stage() == Match.Stage.MODULE_NAME;
  }

  /** The alias index and, when that has nothing, the one of builtin modules. */
  @Benchmark
  public int index() {
    set(indexPass.next());
    int count = aliases.match(modalias, hits);
    return indexPass.found(count > 0 ? count : builtinAliases.match(modalias, hits));
  }

  /** All stages of a lookup, with the matches as objects: what libkmod does. */
  @Benchmark
  public List<Match> stages() {
    set(stagesPass.next());
    List<Match> matches = resolver.matches(modalias, hits);
    stagesPass.found(matches.size());
    return matches;
  }

  /** As the daemon asks: the cache, and all stages when it has nothing (which is so for whatever matches nothing). */
  @Benchmark
  public int cached() {
    set(cachedPass.next());
    return cachedPass.found(resolver.resolve(modalias, hits).matches().size());
  }

  private void set(byte[] line) {
    modalias.set(line, 0, line.length);
  }
}
