package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Subject;
import io.hotprobe.journal.Times;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.Programs;
import io.hotprobe.module.SourceLine;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.RunCommand;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two answers to one event, and what is said of them. */
class ShadowTest {

  @TempDir Path root;

  private final List<String> told = new ArrayList<>();
  private SmallWorld world;
  private SimulatedModules kernel;
  private DeviceRecord kept = DeviceRecord.NONE;
  private Shadow shadow;

  private final Journal journal =
      new Journal() {
        @Override
        public void handled(Handled handled) {}

        @Override
        public void notice(System.Logger.Level level, String text) {
          told.add(text);
        }
      };

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root).module("base").module("one", "base").module("other").alias("p:one", "one").write();
    kernel = world.kernel();
    shadow = new Shadow(journal, kernel, id -> kept);
  }

  private static Ruling ruling(Map<String, String> set, List<String> links, Set<String> tags, List<ProgramRun> programs) {
    Map<String, String> properties = new LinkedHashMap<>(Map.of("ACTION", "add", "DEVPATH", "/devices/a", "SUBSYSTEM", "test"));
    properties.putAll(set);
    return new Ruling(
        properties, properties, set.keySet(), tags, tags, links, 0, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty(),
        Map.of(), Optional.empty(), false, List.of(), programs);
  }

  private static Handled handled(long seqnum, Ruling ruling, Resolution... resolutions) {
    return new Handled(
        new Subject(seqnum, "add", "/devices/a", "", "test", "p:one"),
        new Handled.Deeds(List.of(resolutions), List.of(), Optional.of(ruling), List.of()),
        new Times(0, 0, 0));
  }

  private static Map<String, String> message(long seqnum, String... more) {
    Map<String, String> properties =
        new LinkedHashMap<>(Map.of("ACTION", "add", "DEVPATH", "/devices/a", "SUBSYSTEM", "test", "SEQNUM", Long.toString(seqnum)));
    for (String each : more) {
      properties.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    return properties;
  }

  private void load(String module) {
    kernel.load(new ModuleFile(new ModuleName(module), world.moduleDirectory().resolve("kernel/" + module + ".ko")), "");
  }

  @Test
  void answers_thatAreEqual_areNotTold() {
    shadow.handled(handled(7, ruling(Map.of("ID", "x"), List.of("disk/a"), Set.of("seat"), List.of())));
    shadow.udevdHandled(message(7, "ID=x", ".PRIVATE=1", "DEVLINKS=/dev/disk/a", "TAGS=:seat:", "CURRENT_TAGS=:seat:", "USEC_INITIALIZED=5"));
    assertEquals(List.of(), told);
    assertEquals("shadow: 1 events compared, 0 differ", shadow.summary());
  }

  @Test
  void answers_inWhateverOrderTheyCome_areCompared() {
    shadow.udevdHandled(message(8, "ID=y", "MORE=1", "DEVLINKS=/dev/theirs", "TAGS=:uaccess:"));
    shadow.handled(handled(8, ruling(Map.of("ID", "x", "OURS", "2"), List.of("ours"), Set.of("seat"), List.of())));
    assertEquals(
        List.of(
            "shadow: add /devices/a: hotprobe would give it the link ours; would not give it the link theirs; would give it the tag seat;"
                + " would not give it the tag uaccess; would set ID=x instead of y; would set OURS=2; would not set MORE=1"),
        told);
  }

  @Test
  void modules_onlyOneSideLoads_areNamed() throws IOException {
    load("other");
    shadow.handled(handled(9, ruling(Map.of(), List.of(), Set.of(), List.of()), world.plan("p:one")));
    shadow.udevdHandled(message(9));
    assertEquals(
        List.of(
            "shadow: add /devices/a: hotprobe would load base, one, which udevd did not; would not have loaded other, live since then"),
        told);
    load("base");
    load("one");
    shadow.handled(handled(10, ruling(Map.of(), List.of(), Set.of(), List.of()), world.plan("p:one")));
    shadow.udevdHandled(message(10));
    assertEquals(1, told.size());
    assertEquals("shadow: 2 events compared, 1 differ", shadow.summary());
  }

  @Test
  void properties_whereAProgramWasLeftOut_areNotCompared() {
    RunCommand asked = new RunCommand(RunCommand.Type.PROGRAM, "ata_id", new SourceLine(Path.of("/r"), 1), Optional.empty());
    ProgramRun skipped = new ProgramRun(asked, "/lib/udev/ata_id", new Programs.End.NotRun(), 0);
    shadow.handled(handled(11, ruling(Map.of(), List.of(), Set.of(), List.of(skipped))));
    shadow.udevdHandled(message(11, "ID_ATA=1"));
    assertEquals(List.of(), told);
    assertEquals(
        "shadow: 1 events compared, 0 differ; of 1 only the modules, since rules ask programs that were not run", shadow.summary());
  }

  @Test
  void coldplug_isComparedWithTheDatabase() throws IOException {
    Map<String, String> all = Map.of("ID", "x", "BY_A_LATER_CHANGE", "1");
    kept = new DeviceRecord(List.of("disk/a", "disk/later"), 0, 5, all, Set.of("later"), Set.of(), false);
    shadow.handled(handled(0, ruling(Map.of("ID", "x"), List.of("disk/a"), Set.of(), List.of()), world.plan("p:one")));
    assertEquals(List.of(), told);
    shadow.handled(handled(0, ruling(Map.of("ID", "z"), List.of("disk/a"), Set.of(), List.of())));
    assertEquals(List.of("shadow: add /devices/a: hotprobe would set ID=z instead of x"), told);
  }

  @Test
  void answers_ofOneSideOnly_areBoundedAndCounted() {
    for (int i = 1; i <= Shadow.WAITING + 3; i++) {
      shadow.udevdHandled(message(i));
    }
    shadow.handled(handled(1, ruling(Map.of(), List.of(), Set.of(), List.of())));
    assertEquals(List.of(), told);
    assertEquals("shadow: 0 events compared, 0 differ; " + (Shadow.WAITING + 4) + " more were handled by one side only", shadow.summary());
  }
}
