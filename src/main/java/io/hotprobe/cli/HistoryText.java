package io.hotprobe.cli;

import io.hotprobe.journal.HistoryRecord;
import io.hotprobe.journal.Printable;
import io.hotprobe.module.Elapsed;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.StringJoiner;

/** A record of the history for a person: a line, and below it what there is to say of each module, denial and program. */
final class HistoryText {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private final boolean reasons;

  /** @param reasons whether to tell also why each module was to be loaded, and how */
  HistoryText(boolean reasons) {
    this.reasons = reasons;
  }

  /** The lines, without the last one's end; escape sequences of devices are made harmless. */
  String of(HistoryRecord record) {
    if (record instanceof HistoryRecord.Event event) {
      return of(event);
    }
    if (record instanceof HistoryRecord.Missing missing) {
      return at(missing.when()) + " " + missing.count() + " records are missing: they came too fast, or the file could not be written";
    }
    HistoryRecord.Notice notice = (HistoryRecord.Notice) record;
    return Printable.text(at(notice.when()) + " " + notice.level() + " " + notice.text());
  }

  private String of(HistoryRecord.Event event) {
    StringJoiner lines = new StringJoiner("\n    ");
    String seqnum = event.subject().seqnum() == 0 ? "replayed" : "seqnum " + event.subject().seqnum();
    String times = "took " + Elapsed.text(event.tookMicros() * 1000) + ", waited " + Elapsed.text(event.waitedMicros() * 1000);
    add(lines, at(event.when()) + " " + event.subject().action() + " " + event.subject().devpath() + " (" + seqnum + "; " + times + ")");
    if (reasons && !event.subject().modalias().isEmpty()) {
      add(lines, "modalias " + event.subject().modalias());
    }
    for (HistoryRecord.Module module : event.modules()) {
      add(lines, module.text());
      if (reasons) {
        add(lines, "  why: " + (module.why().isEmpty() ? "it was asked for" : module.name() + " " + module.why()));
        add(lines, module.how().isEmpty() ? "" : "  how: " + module.how());
      }
    }
    event.denials().forEach(denial -> add(lines, denial.module() + " was kept back" + (denial.by().isEmpty() ? "" : " by " + denial.by())));
    event.programs().forEach(program -> add(lines, program.text()));
    return lines.toString();
  }

  private static void add(StringJoiner lines, String line) {
    if (!line.isEmpty()) {
      lines.add(Printable.text(line));
    }
  }

  private static String at(Instant when) {
    return TIME.format(when);
  }
}
