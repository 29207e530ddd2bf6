package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.builtins.Blkid;
import io.hotprobe.builtins.BlockProbe;
import io.hotprobe.builtins.LoopDevices;
import io.hotprobe.rules.Builtin;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code blkid} of ours, with the system's libblkid, against what udev 252 (libblkid 2.38) and 257 (2.41) answered about the same images
 * on loop devices; {@code blkid/udev.answers} holds that.
 */
class BlkidParityTest {

  private static final String FAILED = "failed";

  @TempDir Path directory;

  @BeforeEach
  void needTheLibrary() {
    assumeTrue(LibBlkid.find().isPresent(), "libblkid.so.1 is not installed");
  }

  /** What was asked, and the answers as lines. */
  record Question(String image, List<String> arguments, List<String> of252, List<String> of257) {}

  static Stream<Question> questions() throws IOException {
    List<Question> questions = new ArrayList<>();
    try (InputStream in = BlkidParityTest.class.getResourceAsStream("/blkid/udev.answers")) {
      List<String> answer = List.of();
      for (String line : new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines().toList()) {
        if (line.startsWith("? ")) {
          List<String> words = Arrays.asList(line.split(" "));
          questions.add(new Question(words.get(1), words.subList(2, words.size()), new ArrayList<>(), new ArrayList<>()));
        } else if (line.startsWith("  ")) {
          answer.add(line.substring(2));
        } else {
          Question last = questions.get(questions.size() - 1);
          answer = line.startsWith("252") ? last.of252() : last.of257();
          if (line.endsWith(FAILED)) {
            answer.add(FAILED);
          }
        }
      }
    }
    return questions.stream();
  }

  private void unpack(String image) throws IOException {
    try (InputStream in = new GZIPInputStream(BlkidParityTest.class.getResourceAsStream("/blkid/" + image + ".img.gz"))) {
      Files.copy(in, directory.resolve(image));
    }
  }

  private Builtin.Call call(String devname, String devpath, List<String> arguments) {
    return new Builtin.Call(
        new Sysfs(Path.of("/sys")).device(devpath), Action.ADD, key -> key.equals("DEVNAME") ? devname : null, arguments);
  }

  private static List<String> lines(Optional<Map<String, String>> properties) {
    return properties.map(map -> map.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList()).orElse(List.of(FAILED));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void run_image_answersAsUdevDoes(Question question) throws IOException {
    unpack(question.image());
    LoopDevices none = node -> Optional.empty();
    Builtin blkid = new Blkid(directory, LibBlkid.find().orElseThrow(), none);
    List<String> ours = lines(blkid.run(call("/dev/" + question.image(), "/devices/virtual/block/loop0", question.arguments())));
    boolean tellsSizes = ours.stream().anyMatch(line -> line.startsWith("ID_FS_SIZE="));
    assertEquals(tellsSizes ? question.of257() : question.of252(), ours);
  }

  @Test
  void run_loopDevice_tellsWhatIsBehindIt() throws Exception {
    assumeTrue(Libc.link().geteuid() == 0, "only root can set up a loop device");
    unpack("ext4");
    Path image = directory.resolve("ext4").toRealPath();
    Process losetup = new ProcessBuilder("losetup", "-f", "--show", image.toString()).start();
    String node = new String(losetup.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).strip();
    assumeTrue(losetup.waitFor() == 0, "this kernel has no loop device to spare");
    try {
      BlockProbe library = LibBlkid.find().orElseThrow();
      Builtin blkid = new Blkid(Path.of("/dev"), library, new LinuxLoopDevices());
      String name = node.substring("/dev/".length());
      Map<String, String> ours = blkid.run(call(name, "/devices/virtual/block/" + name, List.of())).orElseThrow();
      assertEquals(image.toString(), ours.get("ID_LOOP_BACKING_FILENAME"));
      assertEquals(Files.getAttribute(image, "unix:ino").toString(), ours.get("ID_LOOP_BACKING_INODE"));
      long device = (long) Files.getAttribute(image, "unix:dev");
      assertEquals((device >> 8 & 0xfff) + ":" + (device & 0xff | device >> 12 & 0xfff00), ours.get("ID_LOOP_BACKING_DEVICE"));
      assertTrue(ours.get("ID_LOOP_BACKING_FILENAME_ENC").startsWith("\\x2f"));
      assertTellsAllThatUdevTells(name, ours);
    } finally {
      new ProcessBuilder("losetup", "-d", node).start().waitFor();
    }
  }

  private static void assertTellsAllThatUdevTells(String name, Map<String, String> ours) throws IOException {
    if (!Files.isExecutable(Path.of("/usr/bin/udevadm"))) {
      return;
    }
    ProcessBuilder udevadm = new ProcessBuilder("udevadm", "test-builtin", "blkid", "/sys/block/" + name);
    udevadm.environment().put("SYSTEMD_LOG_LEVEL", "emerg");
    udevadm.redirectError(ProcessBuilder.Redirect.DISCARD);
    String theirs = new String(udevadm.start().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    Map<String, String> expected = new LinkedHashMap<>();
    theirs.lines().forEach(line -> expected.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    assertTrue(expected.containsKey("ID_FS_TYPE"), theirs);
    Map<String, String> both = new LinkedHashMap<>(ours);
    both.keySet().retainAll(expected.keySet());
    assertEquals(expected, both);
  }
}
