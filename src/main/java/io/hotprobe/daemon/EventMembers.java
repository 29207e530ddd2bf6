package io.hotprobe.daemon;

import io.hotprobe.journal.Done;
import io.hotprobe.journal.EventQueue;
import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Observed;
import io.hotprobe.journal.Printable;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.Ruling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a monitor is told of a uevent. */
final class EventMembers {

  private static final long NANOS_OF_A_MICRO = 1_000;

  private EventMembers() {}

  /** The line for one entry of a monitor's queue. */
  static Answer of(EventQueue.Entry entry, boolean properties) {
    if (entry instanceof EventQueue.Entry.Kernel kernel) {
      return new Answer.Event(kernel(kernel.uevent(), properties));
    }
    if (entry instanceof EventQueue.Entry.Over over) {
      return new Answer.Event(handled(over.done(), properties));
    }
    return new Answer.Lost(((EventQueue.Entry.Lost) entry).count());
  }

  private static Map<String, Object> kernel(Observed uevent, boolean properties) {
    Map<String, Object> members = head("kernel", uevent, uevent.nanos());
    if (properties) {
      members.put("properties", texts(uevent.properties()));
    }
    return members;
  }

  private static Map<String, Object> head(String stage, Observed uevent, long nanos) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("stage", stage);
    members.put("at", nanos / NANOS_OF_A_MICRO / 1e6);
    members.put("seqnum", uevent.seqnum());
    members.put("action", text(uevent.action()));
    members.put("devpath", text(uevent.devpath()));
    members.put("subsystem", text(uevent.subsystem()));
    return members;
  }

  private static Map<String, Object> handled(Done done, boolean properties) {
    Map<String, Object> members = head("handled", done.uevent(), done.nanos());
    members.put("replayed", !done.uevent().live());
    members.put("took_ms", (done.nanos() - done.uevent().nanos()) / NANOS_OF_A_MICRO / 1e3);
    members.put("did", done.handled().map(EventMembers::deeds).orElse(List.of()));
    done.fault().ifPresent(fault -> members.put("fault", fault));
    if (properties) {
      members.put("properties", texts(done.handled().flatMap(handled -> handled.deeds().ruling()).map(Ruling::properties)
          .orElse(done.uevent().properties())));
    }
    return members;
  }

  private static List<String> deeds(Handled handled) {
    List<String> deeds = new ArrayList<>();
    for (Resolution resolution : handled.deeds().resolutions()) {
      if (resolution instanceof Resolution.Denied denied) {
        denied.reasons().forEach(reason -> deeds.add(text(reason)));
      } else {
        resolution.decisions().forEach(decision -> deeds.add(text(decision.text())));
      }
    }
    for (LoadOutcome outcome : handled.deeds().outcomes()) {
      deeds.add(text(outcome.text()));
    }
    for (ProgramRun run : handled.deeds().programs()) {
      deeds.add(text(run.text()));
    }
    return deeds;
  }

  private static Map<String, Object> texts(Map<String, String> bytes) {
    Map<String, Object> texts = new LinkedHashMap<>();
    bytes.forEach((name, value) -> texts.put(text(name), text(value)));
    return texts;
  }

  private static String text(String bytes) {
    return Printable.unicode(bytes);
  }
}
