package io.hotprobe.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Programs.End;
import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.RunCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HistoryTest {

  @TempDir Path directory;

  private final List<String> told = new ArrayList<>();
  private final Journal next = new Journal() {
    @Override
    public void handled(Handled handled) {}

    @Override
    public synchronized void notice(Level level, String text) {
      told.add(level + " " + text);
    }
  };

  private static Handled handled(String devpath, LoadOutcome... outcomes) {
    Subject subject = new Subject(7, "add", devpath, "", "usb", "usb:v1");
    return new Handled(subject, Deeds.loads(List.of(), List.of(outcomes)), new Times(0, 2_000_000, 5_000_000));
  }

  private static LoadOutcome loaded(String module) {
    return new LoadOutcome.Loaded(new ModuleName(module), 1_000_000);
  }

  private List<HistoryRecord> read() throws IOException {
    List<HistoryRecord> records = new ArrayList<>();
    new HistoryReader(directory).read((record, line) -> records.add(record));
    return records;
  }

  private static HistoryRecord.Event sample(int number) {
    Subject subject = new Subject(number, "add", "/devices/d" + number, "", "usb", "usb:v" + number);
    HistoryRecord.Module module =
        new HistoryRecord.Module("m", "claims \"it\"", "insmod /m.ko a=\"b c\"", "failed", 12, "no \u2713 memory\n");
    return new HistoryRecord.Event(
        Instant.parse("2026-01-02T03:04:05.000006Z"), subject, List.of(module), List.of(new HistoryRecord.Denial("n", "/etc/x:3")),
        List.of(new HistoryRecord.Program(false, "'x' failed", 9)), 11, 12);
  }

  private static byte[] lines(int count) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      lines.writeBytes(HistoryLine.of(sample(i)));
    }
    return lines.toByteArray();
  }

  @Test
  void handled_andNotices_areReadBackInOrder() throws Exception {
    try (History history = new History(next, directory)) {
      history.notice(Level.INFO, "ready");
      history.notice(Level.DEBUG, "not kept");
      history.handled(handled("/devices/a", loaded("one"), new LoadOutcome.Failed(new ModuleName("two"), "finit_module", 12, "/two.ko")));
      history.handled(handled("/devices/nothing"));
    }
    List<HistoryRecord> records = read();
    assertEquals(2, records.size(), records.toString());
    assertEquals("ready", ((HistoryRecord.Notice) records.get(0)).text());
    HistoryRecord.Event event = (HistoryRecord.Event) records.get(1);
    assertEquals(new Subject(7, "add", "/devices/a", "", "usb", "usb:v1"), event.subject());
    assertEquals(List.of("loaded", "failed"), event.modules().stream().map(HistoryRecord.Module::outcome).toList());
    assertEquals(12, event.modules().get(1).errno());
    assertTrue(event.modules().get(1).text().contains("ENOMEM"), event.modules().get(1).text());
    assertEquals(List.of(2_000L, 3_000L), List.of(event.waitedMicros(), event.tookMicros()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("history"))));
  }

  @Test
  void handled_programFailed_keepsWhatItWrote() throws Exception {
    RunCommand command = new RunCommand(RunCommand.Type.PROGRAM, "/bin/x 1", new SourceLine(Path.of("/r.rules"), 3), Optional.empty());
    ProgramRun run = new ProgramRun(command, "/bin/x", new End.Exited(3, "out\n", "caf\u00c3\u00a9 is shut\n"), 5_000_000);
    Deeds deeds = new Deeds(List.of(), List.of(), Optional.empty(), List.of(run));
    Handled handled = new Handled(new Subject(1, "change", "/d", "", "s", ""), deeds, new Times(0, 0, 0));
    try (History history = new History(next, directory)) {
      history.handled(handled);
    }
    HistoryRecord.Program program = ((HistoryRecord.Event) read().get(0)).programs().get(0);
    String text = "'/bin/x 1' of /r.rules:3 failed with exit status 3 after 5.0 ms: caf\u00e9 is shut / out";
    assertEquals(new HistoryRecord.Program(false, text, 5_000), program);
  }

  @Test
  void line_everyKind_isReadBackTheSame() {
    List<HistoryRecord> all = List.of(
        sample(1), new HistoryRecord.Notice(Instant.EPOCH, "INFO", "a\u0000b\u00ff"), new HistoryRecord.Missing(Instant.EPOCH, 5));
    for (HistoryRecord record : all) {
      String line = new String(HistoryLine.of(record), StandardCharsets.US_ASCII);
      assertTrue(line.indexOf('\n') == line.length() - 1, line);
      assertEquals(Optional.of(record), HistoryParser.parse(line.strip()));
    }
  }

  @Test
  void line_ofARecordWithoutMeasure_staysWithinItsLimit() {
    String long1 = HistoryRecord.text("\u0001".repeat(1_000_000));
    Subject subject = new Subject(1, long1, long1, long1, long1, long1);
    HistoryRecord.Module module = new HistoryRecord.Module(long1, long1, long1, long1, 1, long1);
    List<HistoryRecord.Module> modules = Collections.nCopies(64, module);
    byte[] line = HistoryLine.of(new HistoryRecord.Event(Instant.EPOCH, subject, modules, List.of(), List.of(), 1, 1));
    assertTrue(line.length <= HistoryLine.LONGEST, "length=" + line.length);
    assertTrue(HistoryParser.parse(new String(line, StandardCharsets.US_ASCII).strip()).isPresent());
  }

  @Test
  void read_fileCutAtEveryByte_givesTheWholeRecordsAndTheNextDaemonGoesOn() throws Exception {
    byte[] whole = lines(3);
    Path file = directory.resolve("history");
    for (int cut = 0; cut <= whole.length; cut++) {
      byte[] torn = Arrays.copyOf(whole, cut);
      Files.write(file, torn);
      List<HistoryRecord> records = new ArrayList<>();
      long damaged = new HistoryReader(directory).read((record, line) -> records.add(record));
      long ends = new String(torn, StandardCharsets.US_ASCII).chars().filter(c -> c == '\n').count();
      assertEquals(ends, records.size(), "cut=" + cut);
      assertEquals(cut > 0 && torn[cut - 1] != '\n' ? 1 : 0, damaged, "cut=" + cut);
      try (HistoryFile goesOn = new HistoryFile(directory, HistoryFile.LIMIT)) {
        goesOn.append(HistoryLine.of(sample(9)));
      }
      List<HistoryRecord> after = read();
      boolean onlyItsEndWasCut = cut > 0 && cut < whole.length && whole[cut] == '\n';
      assertEquals(ends + (onlyItsEndWasCut ? 2 : 1), after.size(), "cut=" + cut);
      assertEquals(sample(9), after.get(after.size() - 1), "cut=" + cut);
    }
  }

  @Test
  void read_anyBytes_neverFailsAndUndamagedLinesAreRead() throws Exception {
    Random random = new Random(11);
    byte[] whole = lines(4);
    String text = new String(whole, StandardCharsets.US_ASCII);
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length);
      int length = random.nextInt(Math.min(40, damaged.length - at));
      for (int i = at; i < at + length; i++) {
        damaged[i] = (byte) (random.nextInt(4) == 0 ? "{}[]\",:\\\n0-".charAt(random.nextInt(11)) : random.nextInt(256));
      }
      Files.write(directory.resolve("history"), damaged);
      List<String> seen = new ArrayList<>();
      new HistoryReader(directory).read((record, line) -> seen.add(line));
      int offset = 0;
      for (String line : text.split("\n")) {
        boolean hit = at <= offset + line.length() && at + length >= offset;
        assertTrue(hit || seen.contains(line), "round=" + round + " line=" + line);
        offset += line.length() + 1;
      }
    }
  }

  @Test
  void read_nestedAndEndlessLines_arePassedOver() throws Exception {
    String deep = "{\"time\":" + "[".repeat(20_000) + "}\n";
    byte[] good = HistoryLine.of(sample(1));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(deep.getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(new byte[3 << 20]);
    bytes.writeBytes("\n{}\n[]\n{\"time\":\"2026-01-01T00:00:00Z\"}\n".getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(good);
    Files.write(directory.resolve("history"), bytes.toByteArray());
    List<HistoryRecord> records = new ArrayList<>();
    assertEquals(5, new HistoryReader(directory).read((record, line) -> records.add(record)));
    assertEquals(List.of(sample(1)), records);
  }

  @Test
  void read_noHistory_saysSo() {
    assertTrue(assertThrows(NoSuchFileException.class, this::read).getReason().contains("no daemon"));
  }

  @Test
  void append_beyondTheLimit_keepsTheNewestInTwoFiles() throws Exception {
    int line = HistoryLine.of(sample(0)).length;
    try (HistoryFile file = new HistoryFile(directory, 10L * line + 5)) {
      for (int i = 0; i < 10; i++) {
        file.append(HistoryLine.of(sample(i)));
      }
      for (int i = 0; i < 100; i++) {
        file.append(HistoryLine.of(sample(i % 10)));
      }
    }
    assertEquals(20, read().size());
    assertTrue(Files.size(directory.resolve("history")) <= 10L * line + 5);
    assertEquals(sample(9), read().get(19));
  }

  @Test
  void write_fileCannotBeWritten_isToldOnceThenCountedInTheHistory() throws Exception {
    Path inTheWay = Files.createDirectory(directory.resolve("history"));
    try (History history = new History(next, directory)) {
      for (int i = 0; i < 5; i++) {
        history.handled(handled("/devices/lost" + i, loaded("one")));
      }
      await(() -> history.missing() == 5);
      Files.delete(inTheWay);
      history.handled(handled("/devices/kept", loaded("one")));
      await(() -> Files.exists(directory.resolve("history")));
    }
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).contains("cannot be kept in the history") && told.get(0).contains("remove it"), told.get(0));
    List<HistoryRecord> records = read();
    assertEquals(5, ((HistoryRecord.Missing) records.get(0)).count());
    assertEquals("/devices/kept", ((HistoryRecord.Event) records.get(1)).subject().devpath());
  }

  /** A program of a rule in a file whose name cannot be told. */
  private static Handled unspeakable() {
    InvocationHandler broken = (self, method, arguments) -> {
      throw new StackOverflowError(method.getName());
    };
    Path file = (Path) Proxy.newProxyInstance(HistoryTest.class.getClassLoader(), new Class<?>[] {Path.class}, broken);
    RunCommand command = new RunCommand(RunCommand.Type.PROGRAM, "/bin/x", new SourceLine(file, 3), Optional.empty());
    ProgramRun run = new ProgramRun(command, "/bin/x", new End.Exited(3, "", ""), 5_000_000);
    Deeds deeds = new Deeds(List.of(), List.of(), Optional.empty(), List.of(run));
    return new Handled(new Subject(1, "change", "/d", "", "s", ""), deeds, new Times(0, 0, 0));
  }

  @Test
  void write_errorInARecordAndInWhatComesAfter_isToldAndCountedAndTheNextIsKept() throws Exception {
    try (History history = new History(next, directory)) {
      history.handled(unspeakable());
      await(() -> history.missing() == 1);
      AtomicBoolean done = new AtomicBoolean();
      history.onceKept(() -> {
        throw new StackOverflowError("after");
      });
      history.onceKept(() -> done.set(true));
      await(done::get);
      history.handled(handled("/devices/kept", loaded("one")));
    }
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).contains("StackOverflowError"), told.get(0));
    List<HistoryRecord> records = read();
    assertEquals(1, ((HistoryRecord.Missing) records.get(0)).count());
    assertEquals("/devices/kept", ((HistoryRecord.Event) records.get(1)).subject().devpath());
  }

  @Test
  void write_fileIsTakenAway_goesOnInANewOne() throws Exception {
    try (HistoryFile file = new HistoryFile(directory, HistoryFile.LIMIT)) {
      file.append(HistoryLine.of(sample(1)));
      Files.delete(directory.resolve("history"));
      file.append(HistoryLine.of(sample(2)));
    }
    assertEquals(List.of(sample(2)), read());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.holds() && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertTrue(condition.holds());
  }
}
