package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonSettingsTest {

  @TempDir Path root;

  private Path file(String place, String text) throws IOException {
    Path file = root.resolve(place);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private DaemonSettings settings(String... given) {
    return DaemonSettings.of(root, Trust.ALL, List.of(given));
  }

  @Test
  void settings_ofEveryKind_areArguments() throws IOException {
    Path file = file("etc/hotprobe/daemon.conf",
        "# who may look\ncontrol-group = adm\n\n ignore=memory\nignore = cpu\nautoclean = 24h\nverbose = yes\nshadow = no\n");
    List<String> arguments = List.of("--control-group=adm", "--ignore=memory", "--ignore=cpu", "--autoclean=24h", "--verbose");
    assertEquals(new DaemonSettings(Optional.of(file.toAbsolutePath()), arguments, List.of()), settings());
  }

  @Test
  void settings_ofTheCommandLine_countMore() throws IOException {
    file("etc/hotprobe/daemon.conf", "control-group = adm\nignore = memory\nverbose = yes\n");
    assertEquals(List.of("--verbose"), settings("daemon", "--ignore=cpu", "--control-group", "wheel").arguments());
  }

  @Test
  void settings_inSeveralPlaces_theFirstCountsAlone() throws IOException {
    file("usr/lib/hotprobe/daemon.conf", "control-group = adm\n");
    assertEquals(List.of("--control-group=adm"), settings().arguments());
    file("etc/hotprobe/daemon.conf", "verbose = yes\n");
    assertEquals(List.of("--verbose"), settings().arguments());
  }

  @Test
  void settings_wrongLines_areToldWithFileAndLineAndPassedOver() throws IOException {
    Path file = file("etc/hotprobe/daemon.conf",
        "colour = blue\nautoclean = often\nreceive-buffer = -1\nverbose = perhaps\nmanage-nodes = yes\nno equals sign\n= x\nignore = a/b\nverbose = yes\n");
    DaemonSettings settings = settings();
    assertEquals(List.of("--verbose"), settings.arguments());
    List<String> problems = settings.problems().stream().map(Diagnostic::toString).toList();
    assertEquals(8, problems.size(), String.join("\n", problems));
    for (int i = 0; i < problems.size(); i++) {
      assertTrue(problems.get(i).startsWith(file.toAbsolutePath() + ":" + (i + 1) + ": "), problems.get(i));
      assertTrue(problems.get(i).endsWith("it is passed over"), problems.get(i));
    }
  }

  @Test
  void settings_noFile_areNone() {
    assertEquals(new DaemonSettings(Optional.empty(), List.of(), List.of()), settings());
  }

  @Test
  void settings_directoryOrTooLarge_areTold() throws IOException {
    Files.createDirectories(root.resolve("etc/hotprobe/daemon.conf"));
    assertEquals(1, settings().problems().size());
    Files.delete(root.resolve("etc/hotprobe/daemon.conf"));
    file("etc/hotprobe/daemon.conf", "#".repeat(DaemonSettings.LARGEST_FILE + 1));
    assertTrue(settings().problems().get(0).toString().contains("larger than"), settings().problems().toString());
  }

  @Test
  void settings_anyBytes_giveSettingsOrProblems() throws IOException {
    Random random = new Random(1);
    Path file = file("etc/hotprobe/daemon.conf", "");
    String[] words = {"control-group", "=", " ", "\n", "ignore", "#", "\0", "yes", "\u00fc", "--", "'", "verbose", "@x", "receive-buffer", "9"};
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(20); left > 0; left--) {
        text.append(words[random.nextInt(words.length)]);
      }
      Files.writeString(file, text);
      settings().arguments().forEach(argument -> assertTrue(argument.startsWith("--"), argument));
    }
  }
}
