package io.hotprobe.lab;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Debian's rules make the same nodes, links and records whether systemd-udevd or hotprobe alone evaluates them. */
@Tag("lab")
class RulesLabTest {
  /** The devices for which {@code bench/lab/lab.rules} runs a script. */
  private static final Pattern SCRIPTED = Pattern.compile(".*/usb\\d/[12]-[12]|.*/usb\\d/\\d-1/.*/block/sd[a-z]+");

  private static RulesBoot udevd;
  private static ShadowRun shadow;
  private static RulesBoot hotprobe;
  private static HangRun hang;

  @BeforeAll
  static void bootGuests() throws Exception {
    String directory = System.getProperty("lab.dir");
    assertNotNull(directory, "lab.dir is not set; run bench/lab/run, which builds the guest and sets it");
    Path lab = Path.of(directory);
    try (Guest guest = Guest.bootWithDevices(lab, "udevd")) {
      udevd = RulesBoot.of(guest, lab.resolve("recordings"), "udevd");
      shadow = ShadowRun.of(guest);
    }
    try (Guest guest = Guest.bootWithDevices(lab, "nodes")) {
      hotprobe = RulesBoot.of(guest, lab.resolve("recordings"), "hotprobe");
      hang = HangRun.of(guest);
    }
    List<String> differences = new ArrayList<>();
    states().forEach(state -> state.difference().all().forEach(line -> differences.add(state.moment() + " " + line)));
    Files.write(lab.resolve("recordings/rules-differences.txt"), differences, StandardCharsets.ISO_8859_1);
    new RulesReport(udevd, hotprobe, shadow, hang).write(Path.of("bench/results/lab-rules.md"));
  }

  private record Compared(String moment, NodeState udevd, NodeState hotprobe) {
    NodeDifference difference() {
      return new NodeDifference(udevd, hotprobe);
    }
  }

  private static Stream<Compared> states() {
    return Stream.of(
        new Compared("cold", udevd.cold(), hotprobe.cold()),
        new Compared("plugged", udevd.plugged(), hotprobe.plugged()),
        new Compared("unplugged", udevd.unplugged(), hotprobe.unplugged()));
  }

  private static void assertEqualSections(String... sections) {
    assertAll(states().flatMap(state -> Stream.of(sections).map(section -> () -> assertEquals(
        List.of(), state.difference().in(section), state.moment() + ", " + section))));
  }

  @Test
  void nodes_typeModeOwnerGroup_areThoseOfUdevd() {
    assertEqualSections("dev");
  }

  @Test
  void links_targets_areThoseOfUdevd() {
    assertEqualSections("devlinks", "links");
  }

  @Test
  void database_propertiesTagsLinksPriorities_areThoseOfUdevd() {
    assertEqualSections("data", "tags", "static", "watch");
  }

  @Test
  void interfaces_namesAddressesAlternativeNames_areThoseOfUdevd() {
    assertEqualSections("net");
  }

  @Test
  void attributesAndModules_setByRules_areThoseOfUdevd() {
    assertEqualSections("attributes", "modules");
  }

  @Test
  void states_haveWhatIsToBeCompared() {
    states().forEach(state -> assertAll(Stream.of("dev", "devlinks", "data", "links", "tags", "watch", "net", "attributes", "modules")
        .map(section -> () -> assertFalse(state.udevd().section(section).isEmpty(), section))));
  }

  @Test
  void run_eachEvent_ranTheScriptOnce() {
    assertAll(Stream.of(udevd, hotprobe).map(boot -> () -> assertEquals(scriptedEvents(boot), boot.scripts().begun())));
  }

  @Test
  void run_environmentAndArguments_areThoseOfUdevd() {
    SortedMap<String, ScriptRuns.Run> expected = udevd.scripts().first();
    assertEquals(6, expected.size(), () -> "add and remove of stick, disk and keyboard: " + expected.keySet());
    assertEquals(new TreeMap<>(expected), new TreeMap<>(hotprobe.scripts().first()));
  }

  /** A device's scripts never overlap, and each removal's comes after the insertion's. */
  @Test
  void run_removal_comesAfterItsInsertion() {
    List<String> cycle = List.of("begin add", "end add", "begin remove", "end remove");
    hotprobe.scripts().byDevice().forEach((device, steps) -> {
      for (int i = 0; i < steps.size(); i++) {
        assertEquals(cycle.get(i % cycle.size()), steps.get(i), device + " " + steps);
      }
    });
  }

  @Test
  void clients_ofLibudev_answerAsWithUdevd() {
    assertAll(udevd.answers().entrySet().stream().map(answer -> () -> {
      SortedSet<String> other = hotprobe.answers().get(answer.getKey());
      assertEquals(only(answer.getValue(), other), only(other, answer.getValue()), answer.getKey());
    }));
  }

  private static String only(SortedSet<String> one, SortedSet<String> other) {
    return one.stream().filter(paragraph -> !other.contains(paragraph)).collect(Collectors.joining("\n\n"));
  }

  @Test
  void monitor_seesTheEventsThatUdevdSends() {
    assertFalse(udevd.monitor().isEmpty());
    assertEquals(String.join("\n\n", udevd.monitor()), String.join("\n\n", hotprobe.monitor()));
  }

  @Test
  void script_thatHangs_isKilledWithItsChildrenAndTheNextEventGoesOn() {
    assertTrue(hang.began(), "the script did not run");
    assertEquals(List.of(), hang.processesLeft());
    assertTrue(hang.laterEventHandled(), hang.log());
    assertTrue(hang.isReported(), hang.log());
  }

  @Test
  void shadow_besideUdevd_loadsNothingAndReportsADifference() {
    assertEquals(List.of(), shadow.reportedWhenPlugged());
    assertFalse(shadow.liveWhenMasked(), "something loaded " + ShadowRun.MODULE);
    assertFalse(shadow.reportedWhenMasked().isEmpty(), shadow.log());
  }

  private static List<String> scriptedEvents(RulesBoot boot) {
    return boot.events().stream()
        .filter(event -> event.action().equals("add") || event.action().equals("remove"))
        .filter(event -> SCRIPTED.matcher(event.devpath()).matches())
        .map(event -> event.value("SEQNUM") + "." + event.action() + "."
            + event.devpath().substring(event.devpath().lastIndexOf('/') + 1))
        .sorted().toList();
  }
}
