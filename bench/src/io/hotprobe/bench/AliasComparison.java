package io.hotprobe.bench;

import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Alias matching next to libkmod: the same tree, the same corpora, the same run, libkmod before and after so that a change of the
 * machine's mood shows. Ends with an exception when an answer is wrong.
 */
public final class AliasComparison {

  private static final double GOAL = 50;
  private static final double CACHED_GOAL_NANOS = 100;
  private static final double COLD_GOAL_MILLIS = 150;
  private static final int UNMATCHED = 20_000;
  private static final long UNMATCHED_SEED = 7;
  private static final int COLD_RUNS = 15;

  /** Short ones, of which the fastest is taken, as the peer's fastest pass is: other work on the machine only ever adds. */
  private static final int ITERATION_MILLIS = 300;

  private static final int WARM_UP = 6;
  private static final int ITERATIONS = 25;

  private final Path results;
  private final Path work;
  private final boolean quick;
  private final Libkmod libkmod;
  private final Map<String, Long> hits = new LinkedHashMap<>();

  private AliasComparison(Path moduleDirectory, Path program, Path results, boolean quick) throws IOException {
    this.results = results;
    this.quick = quick;
    work = Files.createDirectories(Path.of("target", "bench").toAbsolutePath());
    libkmod = new Libkmod(program, moduleDirectory);
  }

  /**
   * Runs all of it.
   *
   * @param args the module directory, the built {@code libkmod.c}, where results go, and {@code --quick} or nothing
   */
  public static void main(String[] args) throws Exception {
    boolean quick = args.length > 3 && args[3].equals("--quick");
    new AliasComparison(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), quick).run();
  }

  private void run() throws IOException, InterruptedException, RunnerException {
    Report report = new Report("Alias matching next to libkmod");
    makeCorpora();
    checkAnswers();
    Map<String, List<Double>> peer = new LinkedHashMap<>();
    timePeer(peer);
    Collection<RunResult> measured = measure();
    timePeer(peer);
    for (RunResult result : measured) {
      add(report, result, peer);
    }
    coldStarts(report);
    report.note(
        "Nanoseconds per lookup. *concrete*: one modalias made from each of the aliases of the tree, "
            + "*unmatched*: " + UNMATCHED + " pci and usb ids that match nothing. *stages*: all that libkmod does, matches as objects; "
            + "*index*: the alias tables alone, which allocates nothing; *cached*: as the daemon asks. libkmod: resources loaded "
            + "once, no configuration. On both sides the fastest of many passes; libkmod's before and after ours.");
    report.write(results, "alias");
  }

  private void makeCorpora() throws IOException, InterruptedException {
    write("concrete", Corpus.concrete(libkmod.moduleDirectory().resolve("modules.alias")));
    write("drawn", Corpus.random(UNMATCHED * 2, UNMATCHED_SEED));
    List<String> unmatched = new ArrayList<>();
    for (Libkmod.Answer answer : libkmod.answers(file("drawn"))) {
      if (answer.modules().isEmpty() && unmatched.size() < UNMATCHED) {
        unmatched.add(answer.modalias());
      }
    }
    write("unmatched", unmatched);
  }

  private void write(String corpus, List<String> lines) throws IOException {
    Files.write(file(corpus), lines, StandardCharsets.ISO_8859_1);
  }

  private Path file(String corpus) {
    return work.resolve(corpus + ".txt");
  }

  /** Every modalias of both corpora, module by module, order and repeats included. */
  private void checkAnswers() throws IOException, InterruptedException {
    Resolver resolver = AliasLookupBenchmark.openWithoutConfiguration(libkmod.moduleDirectory());
    AliasHits found = new AliasHits();
    for (String corpus : List.of("concrete", "drawn", "unmatched")) {
      long total = 0;
      for (Libkmod.Answer answer : libkmod.answers(file(corpus))) {
        List<String> ours = new ArrayList<>();
        for (Match match : resolver.matches(Modalias.of(answer.modalias()), found)) {
          ours.add(match.module().value());
        }
        if (!ours.equals(answer.modules())) {
          throw new IllegalStateException("wrong answer for " + answer.modalias() + ": " + ours + ", libkmod " + answer.modules());
        }
        total += ours.size();
      }
      hits.put(corpus, total);
    }
  }

  private void timePeer(Map<String, List<Double>> nanos) throws IOException, InterruptedException {
    for (String corpus : List.of("concrete", "unmatched")) {
      nanos.computeIfAbsent(corpus, unseen -> new ArrayList<>()).addAll(libkmod.time(file(corpus), quick ? 3 : 6, hits.get(corpus)));
    }
  }

  private Collection<RunResult> measure() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(AliasLookupBenchmark.class.getSimpleName())
            .forks(1)
            .warmupIterations(WARM_UP)
            .warmupTime(TimeValue.milliseconds(ITERATION_MILLIS))
            .measurementIterations(quick ? WARM_UP : ITERATIONS)
            .measurementTime(TimeValue.milliseconds(ITERATION_MILLIS))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsAppend(
                "-XX:+UseSerialGC",
                "-D" + AliasLookupBenchmark.MODULE_DIRECTORY + "=" + libkmod.moduleDirectory(),
                "-D" + AliasLookupBenchmark.CORPORA + "=" + work);
    return new Runner(options.build()).run();
  }

  private void add(Report report, RunResult result, Map<String, List<Double>> peer) {
    String corpus = result.getParams().getParam("corpus");
    String method = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
    double nanos = result.getPrimaryResult().getStatistics().getMin();
    double allocated = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    if (!method.equals("stages") && allocated >= 1) {
      throw new IllegalStateException(method + " of " + corpus + " allocates " + allocated + " bytes per lookup");
    }
    if (method.equals("cached")) {
      cached(report, corpus, nanos);
      return;
    }
    report.against(method + ", " + corpus, nanos, Collections.min(peer.get(corpus)), "ns", true, GOAL);
  }

  /** What matches nothing is never kept, so that row only shows what asking the cache in vain adds. */
  private static void cached(Report report, String corpus, double nanos) {
    if (corpus.equals("concrete")) {
      report.below("cached, concrete", nanos, "ns", CACHED_GOAL_NANOS);
    } else {
      report.plain("cached, " + corpus, nanos, "ns");
    }
  }

  private void coldStarts(Report report) throws IOException, InterruptedException {
    String known = CorpusPass.read(file("concrete")).get(0);
    Path archive = work.resolve("cold.jsa");
    Path jar = ColdStart.jar(work.resolve("cold.jar"));
    List<String> product = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-Xlog:disable");
    List<String> writing = new ArrayList<>(product);
    writing.add("-XX:ArchiveClassesAtExit=" + archive);
    new ColdStart(jar, libkmod.moduleDirectory(), known, writing).run();
    List<String> sharing = new ArrayList<>(product);
    sharing.add("-XX:SharedArchiveFile=" + archive);
    add(report, "default JVM", new ColdStart(jar, libkmod.moduleDirectory(), known, List.of()));
    add(report, "launcher's options", new ColdStart(jar, libkmod.moduleDirectory(), known, product));
    add(report, "launcher's options and class-data archive", new ColdStart(jar, libkmod.moduleDirectory(), known, sharing));
  }

  private void add(Report report, String how, ColdStart start) throws IOException, InterruptedException {
    ColdStart.Reading reading = start.median(quick ? 5 : COLD_RUNS);
    report.below("cold process until the index answers, from exec, " + how, reading.fromExec(), "ms", COLD_GOAL_MILLIS);
    report.plain("the same, from main", reading.fromMain(), "ms");
  }
}
