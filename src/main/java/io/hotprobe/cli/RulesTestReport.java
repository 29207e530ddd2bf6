package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.Printable;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.Ruling;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Function;

/** What {@code hotprobe rules test} writes. Each method evaluates once, and explains while that goes on. */
final class RulesTestReport {

  private final PrintStream out;
  private final AccountFiles accounts;
  private final TestedEffects effects;

  RulesTestReport(PrintStream out, AccountFiles accounts, TestedEffects effects) {
    this.out = out;
    this.accounts = accounts;
    this.effects = effects;
  }

  /** In sections; what was skipped goes to standard error. */
  void write(boolean explained, Function<Explanation, Ruling> evaluation) {
    Ruling ruling;
    if (explained) {
      LineByLine lines = new LineByLine(effects, ExplanationText.of(out));
      ruling = evaluation.apply(lines);
      lines.end();
      out.println();
    } else {
      ruling = evaluation.apply(Explanation.NONE);
    }
    new RulingText(out, accounts).write(ruling, effects.writes());
    out.flush();
    effects.skipped().forEach(each -> System.err.println("hotprobe rules test: skipped" + remedy(each) + ": " + Printable.text(each)));
  }

  private static String remedy(String skipped) {
    return skipped.startsWith(TestedEffects.RUN) ? " (--run-programs runs it)" : "";
  }

  /** As one object. */
  void writeJson(Device device, String action, boolean explained, Function<Explanation, Ruling> evaluation) throws IOException {
    try (JsonGenerator json = RulesJson.to(out)) {
      json.writeStartObject();
      RulesJson.string(json, "devpath", device.devpath());
      json.writeStringField("action", action);
      RulingJson fields = new RulingJson(json);
      Ruling ruling;
      if (explained) {
        json.writeArrayFieldStart("lines");
        LineByLine lines = new LineByLine(effects, fields::write);
        ruling = evaluation.apply(lines);
        lines.end();
        json.writeEndArray();
      } else {
        ruling = evaluation.apply(Explanation.NONE);
      }
      fields.write(ruling, accounts);
      fields.write(effects.writes());
      RulesJson.strings(json, "skipped", effects.skipped());
      json.writeEndObject();
    }
    out.println();
  }
}
