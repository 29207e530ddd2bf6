package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleDirectoriesTest {

  @TempDir Path root;

  private List<String> below(List<Path> directories) {
    return directories.stream().map(each -> root.relativize(each).toString()).toList();
  }

  @Test
  void all_hotprobesOwn_goBeforeAllOfUdevs() {
    List<String> expected =
        List.of(
            "etc/hotprobe/rules.d", "run/hotprobe/rules.d", "usr/lib/hotprobe/rules.d", "opt/h/share/rules.d", "etc/udev/rules.d",
            "run/udev/rules.d", "usr/local/lib/udev/rules.d", "usr/lib/udev/rules.d");
    assertEquals(expected, below(RuleDirectories.all(root, Optional.of(root.resolve("opt/h")))));
    assertEquals(3, RuleDirectories.hotprobe(root, Optional.empty()).size());
  }

  @Test
  void udev_libOfItsOwn_comesLast() throws IOException {
    Files.createDirectories(root.resolve("lib/udev/rules.d"));
    assertEquals("lib/udev/rules.d", below(RuleDirectories.udev(root)).get(4));
    Files.createDirectories(root.resolve("usr/lib/udev/rules.d"));
    assertEquals("lib/udev/rules.d", below(RuleDirectories.udev(root)).get(4));
  }

  @Test
  void udev_libThatLeadsToUsr_isLookedAtOnce() throws IOException {
    Files.createDirectories(root.resolve("usr/lib/udev/rules.d"));
    Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
    assertEquals(4, RuleDirectories.udev(root).size());
  }

  /** Who masks a file of udev's has not asked for hotprobe's file of that name to go. */
  @Test
  void all_maskInEtcUdev_sparesHotprobesFile() throws IOException {
    Path own = root.resolve("usr/lib/hotprobe/rules.d/80-drivers.rules");
    Path masked = root.resolve("usr/lib/udev/rules.d/80-drivers.rules");
    Path mask = root.resolve("etc/udev/rules.d/80-drivers.rules");
    for (Path each : List.of(own, masked)) {
      Files.createDirectories(each.getParent());
      Files.writeString(each, "ENV{A}=\"1\"\n");
    }
    Files.createDirectories(mask.getParent());
    Files.createSymbolicLink(mask, Path.of("/dev/null"));
    assertEquals(List.of(own), new RuleFiles(RuleDirectories.all(root, Optional.empty())).effective());
    assertEquals(List.of(), new RuleFiles(RuleDirectories.udev(root)).effective());
  }
}
