package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.Builtin;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no recorded tree shows: words of 32 bits, nodes that are asked, choices of the system, damage. */
class BuiltinsTest {

  @TempDir Path directory;

  private Optional<Map<String, String>> run(Builtin builtin, String devpath, String... arguments) {
    Device device = new Sysfs(directory).device(devpath);
    return builtin.run(new Builtin.Call(device, Action.ADD, device.properties()::get, List.of(arguments)));
  }

  private void unpack(String tree) throws IOException, java.net.URISyntaxException {
    SysfsTree.read(Path.of(getClass().getResource("/builtins/" + tree).toURI())).unpack(directory);
  }

  private void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "80000000 1, 32, 0 63", "80000000 1, 64, 0 95", "1 0, 32, 32", "1 0, 64, 64", "8000000000000000, 64, 63", "'', 64, ''", "zz 1, 64, 0",
    "100000000, 32, ''", "1 ffffffffffffffffff, 64, 64"
  })
  void capabilities_wordsOfASize_areReadFromTheLast(String text, int wordBits, String expected) {
    Capabilities codes = Capabilities.of(text, 0x2ff, wordBits);
    List<String> set = new ArrayList<>();
    for (int code = 0; code < 800; code++) {
      if (codes.has(code)) {
        set.add(String.valueOf(code));
      }
    }
    assertEquals(expected, String.join(" ", set));
  }

  @Test
  void inputId_mouseOfA32BitKernel_isAMouse() throws IOException {
    write("devices/x/input0/uevent", "");
    write("devices/x/input0/capabilities/ev", "7\n");
    write("devices/x/input0/capabilities/key", "1f0000 0 0 0 0 0 0 0 0\n");
    write("devices/x/input0/capabilities/rel", "3\n");
    Map<String, String> found = run(new InputId(32, "/dev/", InputAxes.NONE), "/devices/x/input0").orElseThrow();
    assertEquals("[ID_INPUT, ID_INPUT_MOUSE]", found.keySet().toString());
  }

  @Test
  void inputId_nodeWithResolution_hasASize() throws IOException {
    write("devices/x/input0/event4/uevent", "DEVNAME=input/event4\n");
    InputAxes axes = (node, axis) -> Optional.of(new InputAxes.Range(-100, 1000 * (axis + 1), node.equals("/dev/input/event4") ? 10 : 0));
    assertEquals(
        Map.of("ID_INPUT_WIDTH_MM", "110", "ID_INPUT_HEIGHT_MM", "210"),
        run(new InputId(64, "/dev/", axes), "/devices/x/input0/event4").orElseThrow());
    assertEquals(Map.of(), run(new InputId(64, "/none/", axes), "/devices/x/input0/event4").orElseThrow());
  }

  @Test
  void hwdbQuery_interfaceByIndex_isFound() throws IOException, java.net.URISyntaxException {
    unpack("hwdb.tree");
    Path file = Files.write(directory.resolve("hwdb.bin"), new HwdbWriter().add("pci:v00008086*\n VENDOR=Intel\n A\\B=1\n").bytes());
    HwdbQuery query = new HwdbQuery(new Hwdb(List.of(file), damage -> { }));
    assertEquals(Map.of("VENDOR", "Intel", "A\\B", "1"), run(query, "/devices/virtual/misc/none", "-dn2").orElseThrow());
    assertEquals(Optional.empty(), run(query, "/devices/virtual/misc/none", "-dn3"));
    assertEquals(Optional.empty(), run(query, "/devices/virtual/misc/none", "--device="));
    assertEquals(Map.of("A\\B", "1"), run(query, "/devices/virtual/misc/none", "-dn2", "--filter=A\\*").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'', -, v257", "quiet net.naming_scheme=v252, -, v252", "net.naming_scheme=v239 net.naming_scheme=latest, -, v257",
        "net.naming_scheme=v252, v240, v240", "net.naming_scheme=v252, :v240, v252", "'', :v240, v240", "net.naming_scheme=v999, -, v257",
        "\"net.naming_scheme=v251\", -, v251"
      })
  void namingScheme_chosen_byCommandLineAndEnvironment(String commandLine, String environment, String expected) {
    assertEquals(expected, NamingScheme.chosen(NamingScheme.LATEST, commandLine, environment).written());
  }

  @Test
  void usbInterfaces_descriptorBeyondTheEnd_leavesTheLastColonOut() {
    byte[] bytes = HexFormat.of().parseHex("1201000209000140" + "6b1d0200100503020101" + "090400000109000000" + "ff040000010800000000");
    assertEquals(":090000", UsbInterfaces.of(bytes));
    bytes[27] = 10;
    assertEquals(":090000:080000:", UsbInterfaces.of(bytes));
    assertEquals("", UsbInterfaces.of(null));
    assertEquals("", UsbInterfaces.of(new byte[17]));
  }

  /** Seeded: whatever a device sends, there is an answer of bounded length made of whole elements. */
  @Test
  void usbInterfaces_anyBytes_areBounded() {
    Random random = new Random(4711);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(round % 100 == 0 ? 66_000 : 200)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(12));
      }
      String kinds = UsbInterfaces.of(bytes);
      assertTrue(kinds.length() <= UsbInterfaces.LONGEST + 1 && kinds.matches("(:[0-9a-f]{6})*:?"), kinds);
    }
  }

  /** Seeded: any text as a capability, of either word size. */
  @Test
  void capabilities_anyText_neverThrow() {
    Random random = new Random(815);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(120); i > 0; i--) {
        text.append("0123456789abcdefABCDEF    x-+.\0\u00ff".charAt(random.nextInt(32)));
      }
      Capabilities codes = Capabilities.of(text.toString(), 0x2ff, round % 2 == 0 ? 32 : 64);
      assertTrue(codes.count(0, 768) <= 768 && !codes.has(768));
    }
  }

  /** Seeded: the recorded trees with damaged attributes: every builtin answers for every device. */
  @ParameterizedTest
  @ValueSource(strings = {"usb-odd.tree", "scsi-transports.tree", "inputs.tree", "net-pci.tree", "net-other.tree"})
  void run_damagedAttributes_neverThrows(String tree) throws IOException, java.net.URISyntaxException {
    unpack(tree);
    Random random = new Random(99);
    List<String> devices = new ArrayList<>();
    List<Path> attributes = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes kind) {
            if (kind.isRegularFile()) {
              attributes.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure) {
            devices.add("/" + directory.relativize(visited));
            return FileVisitResult.CONTINUE;
          }
        });
    Map<String, Builtin> builtins = BuiltinSet.of(new Hwdb(List.of(), damage -> { }), NamingScheme.LATEST, InputAxes.NONE);
    assertTimeoutPreemptively(
        Duration.ofSeconds(120),
        () -> {
          for (int round = 0; round < 6; round++) {
            for (Path attribute : attributes) {
              if (random.nextInt(3) == 0) {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                Files.write(attribute, bytes);
              }
            }
            for (String device : devices) {
              for (Builtin builtin : builtins.values()) {
                Map<String, String> found = run(builtin, device.equals("/") ? "/devices" : device).orElse(Map.of());
                assertTrue(found.values().stream().allMatch(value -> value != null), device);
              }
            }
          }
        });
  }

  @Test
  void deviceName_unknownKinds_areNone() {
    Sysfs sysfs = new Sysfs(directory);
    for (String name : List.of("", "x1", "b", "b8", "b8:x", "c../..", "n", "+", "+:", "+pci:", "+:x")) {
      assertNull(DeviceName.find(sysfs, name), name);
    }
  }
}
