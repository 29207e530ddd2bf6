package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.rules.Builtin;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every builtin for a sample of the machine's own devices beside the installed udev's, with its own hardware database. With {@code
 * -Dudev.sysfs=DIR} for those of a recorded sysfs, with {@code -Dudev.root=DIR} beside the udev of another system, with {@code
 * -Dudev.devices=COUNT} for more or fewer of them.
 */
class LiveUdevTest {

  private static final String LOOP =
      """
      while read -r name path; do
        echo "? $name $path"
        chroot "$0" udevadm test-builtin "$name" "/sys$path"
        echo "= $?"
      done < "$1"
      """;

  @TempDir Path directory;

  @Test
  void run_devicesOfThisMachine_asInstalledUdev() throws IOException {
    Path root = Path.of(System.getProperty("udev.root", "/"));
    Path sys = Path.of(System.getProperty("udev.sysfs", "/sys"));
    RealUdev udev = RealUdev.in(root).orElse(null);
    assumeTrue(udev != null, "needs udevadm, root and unshare");
    boolean newest = Integer.parseInt(udev.version()) >= 257;
    NamingScheme scheme = NamingScheme.of("v" + udev.version()).orElse(NamingScheme.LATEST);
    Map<String, Builtin> builtins = BuiltinSet.of(Hwdb.below(root, damage -> { }), scheme, InputAxes.NONE);
    List<SysfsTree.Question> questions = questions(sys, builtins);
    Map<String, List<String>> theirs = asked(udev, sys, questions);
    Map<String, List<String>> expected = new TreeMap<>();
    Map<String, List<String>> got = new TreeMap<>();
    for (SysfsTree.Question question : questions) {
      List<String> answer = ours(sys, builtins, question);
      if (!newest) {
        answer.removeIf(line -> line.startsWith("ID_PATH_WITH_USB_REVISION="));
      }
      if (!answer.equals(theirs.get(question.toString()))) {
        expected.put(question.toString(), theirs.get(question.toString()));
        got.put(question.toString(), answer);
      }
    }
    assertEquals(expected.toString().replace("], ", "],\n"), got.toString().replace("], ", "],\n"), questions.size() + " questions");
  }

  private static List<SysfsTree.Question> questions(Path sys, Map<String, Builtin> builtins) throws IOException {
    List<String> devices = new ArrayList<>(devices(sys));
    Collections.shuffle(devices, new Random(1));
    List<SysfsTree.Question> questions = new ArrayList<>();
    for (String device : devices.subList(0, Math.min(devices.size(), Integer.getInteger("udev.devices", 20)))) {
      builtins.keySet().forEach(name -> questions.add(new SysfsTree.Question(name, device)));
    }
    return questions;
  }

  private static TreeSet<String> devices(Path sys) throws IOException {
    TreeSet<String> devices = new TreeSet<>();
    try (var files = Files.find(sys.resolve("devices"), 64, (file, attributes) -> attributes.isRegularFile() && file.endsWith("uevent"))) {
      files.forEach(file -> devices.add("/" + sys.relativize(file.getParent())));
    }
    // udevadm 257 refuses those without a subsystem: they never have an event.
    devices.removeIf(device -> device.contains(" ") || !Files.exists(sys.resolve(device.substring(1)).resolve("subsystem")));
    return devices;
  }

  private Map<String, List<String>> asked(RealUdev udev, Path sys, List<SysfsTree.Question> questions) throws IOException {
    List<String> lines = questions.stream().map(SysfsTree.Question::toString).toList();
    Path file = Files.write(directory.resolve("questions"), lines, StandardCharsets.ISO_8859_1);
    Map<String, List<String>> answers = new LinkedHashMap<>();
    List<String> answer = List.of();
    for (String line : udev.jailed(sys, null, LOOP, file.toString()).lines().toList()) {
      if (line.startsWith("? ")) {
        answer = new ArrayList<>();
        answers.put(line.substring(2), answer);
      } else if (!line.startsWith("= ")) {
        answer.add(line);
      } else if (!line.equals("= 0")) {
        answer.clear();
        answer.add("failed");
      }
    }
    answers.values().forEach(Collections::sort);
    return answers;
  }

  private static List<String> ours(Path sys, Map<String, Builtin> builtins, SysfsTree.Question question) {
    Device device = new Sysfs(sys).device(question.devpath());
    Builtin.Call call = new Builtin.Call(device, Action.ADD, device.properties()::get, List.of());
    List<String> lines = new ArrayList<>(Answers.lines(builtins.get(question.command()).run(call)));
    Collections.sort(lines);
    return lines;
  }
}
