package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.depmod.Depmod;
import io.hotprobe.depmod.DepmodLog;
import io.hotprobe.depmod.Precedence;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.KoFile;
import io.hotprobe.resolve.Resolver.Freshness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module tree that is being rewritten, or was left half written: the answers are those of the old tree until the new one is whole. */
class HalfWrittenTreeTest {

  /** The order in which kmod's depmod writes, by which it is interrupted here. */
  private static final List<String> ORDER =
      List.of(
          "modules.dep", "modules.dep.bin", "modules.alias", "modules.alias.bin", "modules.softdep", "modules.weakdep", "modules.symbols",
          "modules.symbols.bin", "modules.builtin.bin", "modules.builtin.alias.bin", "modules.devname");

  private static final List<String> QUESTIONS = List.of("p:1", "p:2", "p:new", "symbol:sold", "symbol:snew", "one", "fresh", "q:9");

  @TempDir Path root;

  private final AtomicLong now = new AtomicLong();
  private final List<Diagnostic> told = new ArrayList<>();
  private Path directory;
  private Map<String, byte[]> before;
  private Map<String, byte[]> after;
  private long time = 1_000_000_000_000L;

  @BeforeEach
  void setUp() throws IOException {
    before = index("before", List.of("one:base", "two", "base"), Map.of("one", "p:1*", "two", "p:2"), "sold");
    after = index("after", List.of("one:base", "two:other", "base", "other", "fresh:base"), Map.of("one", "p:1*", "two", "p:2*", "fresh", "p:new"), "snew");
    directory = Files.createDirectories(root.resolve("lib/modules/6.1"));
  }

  /** The index files of modules with these dependencies and aliases, by name. */
  private Map<String, byte[]> index(String name, List<String> modules, Map<String, String> aliases, String symbol) throws IOException {
    Path made = Files.createDirectories(root.resolve(name).resolve("6.1"));
    for (String each : modules) {
      String[] parts = each.split(":");
      KoFile file = new KoFile().modinfo("license=GPL").export(parts[0].equals("two") ? symbol : "of_" + parts[0], 1);
      if (parts.length > 1) {
        file.need("of_" + parts[1]);
      }
      if (aliases.containsKey(parts[0])) {
        file.modinfo("alias=" + aliases.get(parts[0])).modinfo("softdep=pre: base");
      }
      file.write(made.resolve("kernel/" + parts[0] + ".ko"));
    }
    Depmod depmod = new Depmod(made, (char) 0, new DepmodLog() {
      @Override
      public void error(String text) {
        throw new AssertionError(text);
      }

      @Override
      public void warning(String text) {}
    });
    depmod.search(Precedence.read(List.of(), "6.1", warning -> {}));
    depmod.index();
    depmod.write(made);
    Map<String, byte[]> files = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(made, "modules.*")) {
      for (Path file : found) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    assertTrue(ORDER.containsAll(files.keySet()), files.keySet().toString());
    return files;
  }

  /** Each write is later than all before, whatever the file system's clock can tell apart. */
  private void put(String name, byte[] content, int length) throws IOException {
    Path fresh = directory.resolve(name + ".tmp");
    Files.write(fresh, java.util.Arrays.copyOf(content, length));
    time += 1_000;
    Files.setLastModifiedTime(fresh, FileTime.fromMillis(time));
    Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void putAll(Map<String, byte[]> tree) throws IOException {
    for (String name : ORDER) {
      if (tree.containsKey(name)) {
        put(name, tree.get(name), tree.get(name).length);
      }
    }
  }

  private Resolver open() throws IOException {
    ConfigSources config = new ConfigSources(List.of(root.resolve("etc")), Optional.of(directory), Optional.empty());
    return Resolver.open(new Tables.Sources(directory, config, Tables.NoTree.FAILURE), told::add, now::get);
  }

  private static List<String> answers(Resolver resolver) {
    List<String> answers = new ArrayList<>();
    for (String question : QUESTIONS) {
      Resolution resolution = resolver.resolve(Modalias.of(question), new AliasHits());
      answers.add(question + " " + (resolution instanceof LoadPlan plan ? plan.steps().stream().map(step -> step.module().value()).toList() : "-"));
    }
    return answers;
  }

  /** Two looks with a rest between them, as the service has them. */
  private Freshness look(Resolver resolver) {
    resolver.refresh();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(Resolver.REST_MILLIS));
    return resolver.refresh();
  }

  private List<String> answersOf(Map<String, byte[]> tree) throws IOException {
    putAll(tree);
    return answers(open());
  }

  @Test
  void refresh_everyFileCutOffAtEveryByte_oldAnswersUntilTheNewTreeIsWhole() throws IOException {
    List<String> newAnswers = answersOf(after);
    List<String> oldAnswers = answersOf(before);
    int cuts = 0;
    for (int written = 0; written < ORDER.size(); written++) {
      String name = ORDER.get(written);
      byte[] content = after.getOrDefault(name, new byte[0]);
      putAll(before);
      Resolver resolver = open();
      for (String done : ORDER.subList(0, written)) {
        if (after.containsKey(done)) {
          put(done, after.get(done), after.get(done).length);
        }
      }
      for (int length = 0; length < content.length; length += Math.max(1, content.length / 80)) {
        put(name, content, length);
        String where = name + " cut off at " + length + " of " + content.length;
        Freshness freshness = look(resolver);
        assertEquals(resolver.generation() == 1 ? oldAnswers : newAnswers, answers(resolver), where + " " + freshness);
        cuts++;
      }
    }
    System.out.println("half-written trees looked at: " + cuts);
    assertTrue(cuts > 500, "only " + cuts);
  }

  @Test
  void refresh_renamedOneByOneWithPausesBetween_oldAnswersUntilTheLast() throws IOException {
    List<String> newAnswers = answersOf(after);
    List<String> oldAnswers = answersOf(before);
    Resolver resolver = open();
    for (String name : ORDER) {
      if (after.containsKey(name)) {
        put(name, after.get(name), after.get(name).length);
        Freshness freshness = look(resolver);
        assertEquals(freshness == Freshness.REPLACED ? newAnswers : resolver.generation() == 1 ? oldAnswers : newAnswers, answers(resolver), name);
      }
    }
    look(resolver);
    assertEquals(newAnswers, answers(resolver));
    assertTrue(told.stream().allMatch(each -> each.remedy().contains("the tables read before stay in use")), told.toString());
  }

  @Test
  void refresh_damagedIndexForGood_oldTablesStayAndItIsSaidOnce() throws IOException {
    List<String> oldAnswers = answersOf(before);
    Resolver resolver = open();
    putAll(after);
    byte[] index = after.get("modules.alias.bin");
    put("modules.alias.bin", index, index.length / 2);
    for (int i = 0; i < 100; i++) {
      assertEquals(Freshness.KEPT, look(resolver));
    }
    assertEquals(oldAnswers, answers(resolver));
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).toString().startsWith(directory.resolve("modules.alias.bin") + ": damaged index"), told.toString());
    assertTrue(told.get(0).remedy().contains("depmod"), told.toString());
    putAll(after);
    assertEquals(Freshness.REPLACED, look(resolver));
  }

  @Test
  void refresh_oddTimesOnly_areTakenAfterAWhile() throws IOException {
    putAll(before);
    Resolver resolver = open();
    putAll(after);
    put("modules.dep", after.get("modules.dep"), after.get("modules.dep").length);
    assertEquals(Freshness.KEPT, look(resolver));
    assertTrue(told.get(0).problem().contains("is older than modules.dep"), told.toString());
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(Renewal.DOUBT_MILLIS));
    assertEquals(Freshness.REPLACED, resolver.refresh());
    assertEquals(1, told.size(), told.toString());
  }

  @Test
  void refresh_configurationChangesBesideATreeOfOddTimes_isTakenAtOnce() throws IOException {
    putAll(before);
    put("modules.dep", before.get("modules.dep"), before.get("modules.dep").length);
    Resolver resolver = open();
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/a.conf"), "alias q:9 one\n");
    assertEquals(Freshness.REPLACED, look(resolver));
    assertEquals("q:9 [base, one]", answers(resolver).get(7));
  }

  @Test
  void refresh_textsOnlyAndCutOffBetweenLines_oldAnswersStay() throws IOException {
    for (String name : ORDER) {
      if (name.endsWith(".bin")) {
        before.remove(name);
        after.remove(name);
      }
    }
    List<String> oldAnswers = answersOf(before);
    for (String name : List.of("modules.dep", "modules.alias")) {
      Files.delete(directory.resolve(name));
      putAll(before);
      Resolver resolver = open();
      putAll(after);
      byte[] content = after.get(name);
      String text = new String(content, StandardCharsets.ISO_8859_1);
      for (int end = text.indexOf('\n') + 1; end < content.length; end = text.indexOf('\n', end) + 1) {
        put(name, content, end);
        assertEquals(Freshness.KEPT, look(resolver), name + " " + end);
        assertEquals(oldAnswers, answers(resolver));
      }
    }
  }

  @Test
  void refresh_directoryGone_oldTablesStayAndTheOtherReleasesAreNamed() throws IOException {
    List<String> oldAnswers = answersOf(before);
    Resolver resolver = open();
    Files.createDirectories(root.resolve("lib/modules/6.2"));
    Files.move(directory, root.resolve("away"));
    for (int i = 0; i < 10; i++) {
      assertEquals(Freshness.KEPT, look(resolver));
    }
    assertEquals(oldAnswers, answers(resolver));
    assertEquals(1, told.size(), told.toString());
    assertEquals(directory + ": no such module directory; if the kernel was upgraded (6.2 beside it), reboot, or install this release's modules"
        + " again; the tables read before stay in use", told.get(0).toString());
    Files.createDirectories(directory);
    putAll(after);
    assertEquals(Freshness.REPLACED, look(resolver));
  }

  @Test
  void refresh_directoryGoneThoughNoneIsAllowed_oldTablesStayAllTheSame() throws IOException {
    List<String> oldAnswers = answersOf(before);
    ConfigSources config = new ConfigSources(List.of(), Optional.of(directory), Optional.empty());
    Resolver resolver = Resolver.open(new Tables.Sources(directory, config, Tables.NoTree.NO_MODULES), told::add, now::get);
    Files.move(directory, root.resolve("away"));
    assertEquals(Freshness.KEPT, look(resolver));
    assertEquals(oldAnswers, answers(resolver));
  }

  @Test
  void refresh_treeComesWhereNoneWas_isTaken() throws IOException {
    ConfigSources config = new ConfigSources(List.of(), Optional.of(directory), Optional.empty());
    Resolver resolver = Resolver.open(new Tables.Sources(directory, config, Tables.NoTree.NO_MODULES), told::add, now::get);
    putAll(after);
    assertEquals(Freshness.REPLACED, look(resolver));
    assertEquals("p:new [base, fresh]", answers(resolver).get(2));
  }
}
