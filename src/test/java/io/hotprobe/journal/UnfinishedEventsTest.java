package io.hotprobe.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.UnfinishedEvents.Ticket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnfinishedEventsTest {

  @TempDir Path directory;

  private final List<String> problems = new ArrayList<>();

  private UnfinishedEvents open() throws IOException {
    return UnfinishedEvents.open(directory, "boot-1", problems::add);
  }

  private static byte[] message(String text) {
    return ("change@/devices/" + text + "\0SEQNUM=1\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> texts(UnfinishedEvents events) {
    return events.leftOver().stream().map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).split("/")[2].split("\0")[0]).toList();
  }

  @Test
  void leftOver_killedWithSomeOpen_areThoseInTheirOrder() throws Exception {
    UnfinishedEvents first = open();
    Ticket a = first.begin(message("a"));
    first.begin(message("b"));
    a.end();
    a.end();
    first.begin(message("c"));
    first.begin(message("d")).end();
    assertEquals(List.of("b", "c"), texts(open()));
    assertEquals(List.of(), problems);
  }

  @Test
  void leftOver_daemonKilledAgainWhileItStarts_isStillThere() throws Exception {
    UnfinishedEvents first = open();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      first.begin(message("d" + i));
      all.add("d" + i);
    }
    first.beginLoads(message("loads"));
    first.begin(message("done")).done();
    open();
    assertEquals(all, texts(open()));
  }

  @Test
  void leftOver_manyAndOneGivenUp_areStillThere() throws Exception {
    UnfinishedEvents first = open();
    first.begin(message("killer"));
    UnfinishedEvents second = open();
    second.begin(message("killer"));
    for (int i = 0; i < 100; i++) {
      second.begin(message("d" + i));
    }
    assertEquals(100, texts(open()).size());
    assertEquals(100, texts(open()).size());
  }

  @Test
  void leftOver_begunAgainAndEnded_isGone() throws Exception {
    open().begin(message("a"));
    UnfinishedEvents second = open();
    second.begin(message("a")).end();
    second.forgetLeftOver();
    assertEquals(List.of(), texts(open()));
  }

  @Test
  void leftOver_ledToNothing_isForgottenWhenTold() throws Exception {
    open().begin(message("a"));
    UnfinishedEvents second = open();
    assertEquals(List.of("a"), texts(open()), "the next daemon died before it looked at it");
    second.forgetLeftOver();
    assertEquals(List.of(), texts(open()));
  }

  @Test
  void leftOver_openBothTimes_isGivenUpAndTold() throws Exception {
    open().begin(message("a"));
    UnfinishedEvents second = open();
    second.begin(message("a"));
    second.begin(message("b"));
    second.forgetLeftOver();
    assertEquals(List.of("b"), texts(open()));
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).startsWith("change@/devices/a: was still being handled"), problems.get(0));
    problems.clear();
    assertEquals(List.of("b"), texts(open()), "told and given up once");
    assertEquals(List.of(), problems);
  }

  @Test
  void leftOver_doneButNotRecorded_isOnlyTold() throws Exception {
    UnfinishedEvents first = open();
    first.begin(message("a")).done();
    first.begin(message("b"));
    UnfinishedEvents second = open();
    assertEquals(List.of("b"), texts(second));
    assertEquals(List.of("change@/devices/a"), second.unrecorded());
    assertEquals(List.of(), open().unrecorded(), "told once");
  }

  @Test
  void interrupted_killedWhileLoading_isToldOnceAndNotResumed() throws Exception {
    UnfinishedEvents first = open();
    first.beginLoads(message("a"));
    first.beginLoads(message("b")).end();
    UnfinishedEvents second = open();
    assertEquals(List.of(), texts(second));
    assertEquals(1, second.interrupted().size());
    assertEquals(List.of(), open().interrupted());
  }

  @Test
  void leftOver_ofAnotherBoot_doesNotCount() throws Exception {
    open().begin(message("a"));
    assertEquals(List.of(), texts(UnfinishedEvents.open(directory, "boot-2", problems::add)));
  }

  @Test
  void open_fileCutAtAnyByte_givesWhatIsWhole() throws Exception {
    UnfinishedEvents first = open();
    first.begin(message("a"));
    first.begin(message("b"));
    first.close();
    Path file = directory.resolve(UnfinishedEvents.NAME);
    byte[] whole = Files.readAllBytes(file);
    int firstEnd = UnfinishedEvents.CELL + 24 + message("a").length;
    List<Integer> cuts = new ArrayList<>(List.of(0, 1, 30, UnfinishedEvents.CELL - 1));
    int secondFrom = 2 * UnfinishedEvents.CELL;
    for (int cut = UnfinishedEvents.CELL; cut <= whole.length; cut += cut < firstEnd + 50 || cut > secondFrom - 50 ? 1 : 500) {
      cuts.add(cut);
    }
    cuts.add(whole.length);
    for (int cut : cuts) {
      Files.write(file, Arrays.copyOf(whole, cut));
      List<String> expected = cut == whole.length ? List.of("a", "b") : cut >= firstEnd ? List.of("a") : List.of();
      try (UnfinishedEvents events = open()) {
        assertEquals(expected, texts(events), "cut=" + cut);
        events.begin(message("z")).end();
      }
    }
    assertEquals(List.of(), problems);
  }

  @Test
  void open_anyDamage_neverGivesWhatWasNotWritten() throws Exception {
    UnfinishedEvents first = open();
    first.begin(message("a"));
    first.begin(message("b"));
    first.close();
    Path file = directory.resolve(UnfinishedEvents.NAME);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        damaged[random.nextInt(2) * UnfinishedEvents.CELL + UnfinishedEvents.CELL + random.nextInt(20)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      try (UnfinishedEvents events = open()) {
        assertTrue(List.of("a", "b").containsAll(texts(events)), "round=" + round);
      }
    }
  }

  @Test
  void begin_moreThanThereIsRoomFor_isToldOnceAndGoesOn() throws Exception {
    UnfinishedEvents events = open();
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < UnfinishedEvents.MOST + 3; i++) {
      tickets.add(events.begin(message("x" + i)));
    }
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("8192"), problems.get(0));
    tickets.forEach(Ticket::end);
    assertEquals(UnfinishedEvents.CELL, Files.size(directory.resolve(UnfinishedEvents.NAME)), "the file is cut back");
    events.begin(message("again"));
    assertEquals(List.of("again"), texts(open()));
  }

  @Test
  void open_noRegularFile_saysSo() throws Exception {
    Files.createDirectory(directory.resolve(UnfinishedEvents.NAME));
    assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("not a regular file; remove it"));
  }
}
