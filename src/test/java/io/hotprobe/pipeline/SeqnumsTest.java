package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.pipeline.Seqnums.Standing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SeqnumsTest {

  private final Seqnums seqnums = new Seqnums();
  private final UeventSlot slot = new UeventSlot();

  private Standing take(String devpath, String end) {
    String text = "add@" + devpath + "\0ACTION=add\0DEVPATH=" + devpath + "\0SUBSYSTEM=x\0" + end;
    slot.fill(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), UeventSlot.Origin.LIVE, 0);
    return seqnums.take(slot);
  }

  private Standing take(String devpath, long seqnum) {
    return take(devpath, "SEQNUM=" + seqnum + "\0");
  }

  @Test
  void take_risingWithGaps_isInOrder() {
    for (long seqnum : new long[] {7, 8, 20, 21, 1_000_000, 999_999_999_999_999_999L}) {
      assertEquals(Standing.IN_ORDER, take("/a", seqnum));
    }
  }

  @Test
  void take_theSameAgain_isADuplicateAndOtherEventsWithItsNumberAreNot() {
    take("/a", 7);
    assertEquals(Standing.DUPLICATE, take("/a", 7));
    assertEquals(Standing.LATE, take("/b", 7));
    take("/a", 8);
    assertEquals(Standing.DUPLICATE, take("/a", 8));
  }

  @Test
  void take_lowerNumber_isLateAndOvertakenByItsOwnDevice() {
    take("/a", 10);
    take("/b", 12);
    assertEquals(Standing.LATE, take("/a", 11));
    assertEquals(Standing.OVERTAKEN, take("/b", 9));
    assertEquals(Standing.IN_ORDER, take("/b", 13));
  }

  @Test
  void take_lowerByMoreThanIsRemembered_isLate() {
    take("/a", 1);
    take("/a", Seqnums.WINDOW * 3L);
    assertEquals(Standing.OVERTAKEN, take("/a", 2));
    assertEquals(Standing.LATE, take("/b", 2));
  }

  @Test
  void take_withoutANumberAtTheEnd_isInOrder() {
    take("/a", 10);
    for (String end : new String[] {"", "SEQNUM=3\0A=1\0", "SEQNUM=\0", "SEQNUM=x\0", "XSEQNUM=3\0", "SEQNUM=00000000000000000000003\0", "3\0", "\0", "SEQNUM=3"}) {
      assertEquals(Standing.IN_ORDER, take("/a", end), end);
    }
  }
}
