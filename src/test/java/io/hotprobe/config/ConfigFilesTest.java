package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {

  @TempDir Path directory;
  private TempRoot root;

  @BeforeEach
  void root() throws IOException {
    root = new TempRoot(directory);
  }

  @Test
  void find_sameNameInWeakerDirectory_isHidden() throws IOException {
    root.file("etc/modprobe.d/a.conf", "").file("usr/lib/modprobe.d/a.conf", "").file("lib/modprobe.d/b.conf", "");
    assertEquals(List.of("etc/modprobe.d/a.conf", "lib/modprobe.d/b.conf"), files());
  }

  @Test
  void find_everyDefaultDirectory_isStrongerThanTheNext() throws IOException {
    String[] strongestFirst = {"etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d"};
    for (int i = strongestFirst.length - 1; i >= 0; i--) {
      root.file(strongestFirst[i] + "/a.conf", "");
      assertEquals(List.of(strongestFirst[i] + "/a.conf"), files());
    }
  }

  @Test
  void find_filesOfAllDirectories_areSortedByBytesOfBaseName() throws IOException {
    root.file("etc/modprobe.d/a.conf", "").file("etc/modprobe.d/Z.conf", "").file("lib/modprobe.d/10.conf", "");
    root.file("run/modprobe.d/n.conf", "").file("lib/modules/1.0/modules.softdep", "").file("lib/modules/1.0/modules.weakdep", "");
    assertEquals(
        List.of(
            "lib/modprobe.d/10.conf",
            "etc/modprobe.d/Z.conf",
            "etc/modprobe.d/a.conf",
            "lib/modules/1.0/modules.softdep",
            "lib/modules/1.0/modules.weakdep",
            "run/modprobe.d/n.conf"),
        files());
  }

  @Test
  void find_namesThatDoNotCount_areLeftOut() throws IOException {
    for (String name : List.of(".conf", ".a.conf", "a.conf~", "a.CONF", "README", "aconf", "modules.softdep")) {
      root.file("etc/modprobe.d/" + name, "");
    }
    root.file("etc/modprobe.d/1.conf", "");
    assertEquals(List.of("etc/modprobe.d/1.conf"), files());
    assertEquals(List.of(), root.said());
  }

  @Test
  void find_oldAliasSuffix_isLeftOutAndSaid() throws IOException {
    root.file("etc/modprobe.d/a.alias", "");
    assertEquals(List.of(), files());
    assertEquals(List.of("etc/modprobe.d/a.alias: is not read, its name does not end in .conf; rename it"), root.said());
  }

  @Test
  void find_linkToNothing_hides() throws IOException {
    root.link("etc/modprobe.d/a.conf", "/dev/null").file("lib/modprobe.d/a.conf", "blacklist x\n");
    assertEquals(List.of("etc/modprobe.d/a.conf"), files());
    assertEquals(List.of(), root.said());
  }

  @Test
  void find_linkToFile_isFollowed() throws IOException {
    root.file("elsewhere/text", "blacklist x\n").link("etc/modprobe.d/a.conf", "../../elsewhere/text");
    assertTrue(root.read().blacklist(TempRoot.module("x")).isPresent());
  }

  @Test
  void find_danglingLinkOrDirectory_isSaidAndDoesNotHide() throws IOException {
    root.link("etc/modprobe.d/a.conf", "nowhere").file("etc/modprobe.d/b.conf/x", "");
    root.file("lib/modprobe.d/a.conf", "").file("lib/modprobe.d/b.conf", "");
    assertEquals(List.of("lib/modprobe.d/a.conf", "lib/modprobe.d/b.conf"), files());
    assertEquals(2, root.diagnostics.size(), root.said()::toString);
  }

  @Test
  void find_pipeInDirectory_isNotOpened() throws IOException, InterruptedException {
    root.file("etc/modprobe.d/a.conf", "");
    Path pipe = directory.resolve("etc/modprobe.d/b.conf");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    assertEquals(List.of("etc/modprobe.d/a.conf"), files());
    assertEquals(1, root.diagnostics.size(), root.said()::toString);
  }

  @Test
  void find_loopOfLinks_isSaid() throws IOException {
    root.link("etc/modprobe.d/a.conf", "a.conf");
    assertEquals(List.of(), files());
    assertTrue(root.said().get(0).startsWith("etc/modprobe.d/a.conf: cannot be read: "), root.said()::toString);
  }

  @Test
  void find_singleFile_needsNoSuffixAndHidesItsName() throws IOException {
    root.file("mine", "").file("x/b.conf", "").file("dir/b.conf", "").file("dir/a.conf", "");
    ConfigSources sources =
        new ConfigSources(
            List.of(directory.resolve("mine"), directory.resolve("x/b.conf"), directory.resolve("dir")),
            Optional.empty(),
            Optional.empty());
    assertEquals(List.of("dir/a.conf", "x/b.conf", "mine"), files(sources));
  }

  @Test
  void find_nothingThere_isNoConfiguration() throws IOException {
    assertEquals(List.of(), files());
    assertEquals(List.of(), root.said());
  }

  @Test
  void find_moduleFileThatIsDirectory_isSaid() throws IOException {
    Files.createDirectories(directory.resolve("lib/modules/1.0/modules.softdep"));
    assertEquals(List.of(), files());
    assertEquals(1, root.diagnostics.size(), root.said()::toString);
  }

  @Test
  void find_moreFilesThanTheBound_saysSoForTheRest() throws IOException {
    for (int i = 0; i <= ConfigFiles.MOST_FILES; i++) {
      root.file("etc/modprobe.d/" + i + ".conf", "");
    }
    assertEquals(ConfigFiles.MOST_FILES, files().size());
    assertEquals(1, root.diagnostics.size());
  }

  @Test
  void watched_holdsMissingPlacesAndUnreadEntries() throws IOException {
    root.link("etc/modprobe.d/a.conf", "nowhere").file("etc/modprobe.d/b.conf", "");
    List<String> watched = root.read().watched().stream().map(p -> directory.relativize(p).toString()).toList();
    assertTrue(
        watched.containsAll(
            List.of(
                "etc/modprobe.d",
                "run/modprobe.d",
                "etc/modprobe.d/a.conf",
                "etc/modprobe.d/b.conf",
                "lib/modules/1.0/modules.softdep",
                "proc/cmdline")),
        watched::toString);
  }

  private List<String> files() throws InvalidConfigException {
    return files(ConfigSources.defaults(directory).withModuleDirectory(directory.resolve("lib/modules/1.0")));
  }

  private List<String> files(ConfigSources sources) throws InvalidConfigException {
    return root.read(sources).files().stream().map(p -> directory.relativize(p).toString()).toList();
  }
}
