package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.bench.Corpus;
import io.hotprobe.resolve.Modprobe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of Debian's aliases, and random ids, through {@code resolve -} and through the installed modprobe. Runs where module trees
 * are unpacked: in the directory that HOTPROBE_TREES names, or where the lab keeps them.
 */
class ResolveCorpusTest {

  private static final int RANDOM = 4_000;

  @TempDir Path scratch;

  private static Path releases() {
    String named = System.getenv("HOTPROBE_TREES");
    if (named != null) {
      return Path.of(named);
    }
    String lab = System.getenv("HOTPROBE_LAB_DIR");
    if (lab != null) {
      return Path.of(lab, "tree/lib/modules");
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home = cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return home.resolve("hotprobe/lab/tree/lib/modules");
  }

  private static List<String> trees() throws IOException {
    if (!Files.isDirectory(releases())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(releases())) {
      return entries.filter(tree -> Files.isRegularFile(tree.resolve("modules.alias.bin"))).map(tree -> tree.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @Timeout(120)
  void resolve_everyAliasOfEveryTree_likeInstalledModprobe() throws IOException {
    assumeTrue(Modprobe.isInstalled(), "kmod's modprobe is not installed");
    assumeTrue(!trees().isEmpty(), "no indexed module tree in " + releases());
    Files.createDirectories(scratch.resolve("lib"));
    Files.createSymbolicLink(scratch.resolve("lib/modules"), releases().toAbsolutePath());
    for (String release : trees()) {
      List<String> modaliases = new ArrayList<>(Corpus.concrete(releases().resolve(release).resolve("modules.alias")));
      int concrete = modaliases.size();
      modaliases.addAll(Corpus.random(RANDOM, 7));
      List<List<String>> theirs = new Modprobe(scratch, release, List.of(), scratch).answers(modaliases);
      Program program =
          Program.fed(
              String.join("\n", modaliases) + "\n",
              "resolve", "--modules-dir", releases().toString(), "--release", release, "--config-dir", scratch.resolve("none").toString(), "-");
      List<String> ours = program.out().lines().toList();
      assertEquals(modaliases.size(), ours.size(), program.err());
      int answered = 0;
      for (int i = 0; i < ours.size(); i++) {
        assertEquals(modaliases.get(i) + "\t" + String.join(",", theirs.get(i)), ours.get(i));
        answered += theirs.get(i).isEmpty() ? 0 : 1;
      }
      assertTrue(answered >= concrete, answered + " answered of " + concrete + " aliases of " + release);
    }
  }
}
