package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.Printable;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.Ruling;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Consumer;
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
  void write(Explaining explaining, Function<Explanation, Ruling> evaluation) {
    TellingLines telling = new TellingLines(ExplanationText.of(out));
    Ruling ruling = evaluate(explaining, telling, ExplanationText.of(out), evaluation);
    if (telling.others() > 0) {
      String lines = telling.others() == 1 ? "1 other line" : telling.others() + " other lines";
      out.println(lines + " failed at once: --explain-all shows all");
    }
    if (explaining != Explaining.NONE) {
      out.println();
    }
    new RulingText(out, accounts).write(ruling, effects.writes());
    out.flush();
    effects.skipped().forEach(each -> System.err.println("hotprobe rules test: skipped" + remedy(each) + ": " + Printable.text(each)));
  }

  private Ruling evaluate(
      Explaining explaining, TellingLines telling, Consumer<ExplainedLine> all, Function<Explanation, Ruling> evaluation) {
    if (explaining == Explaining.NONE) {
      return evaluation.apply(Explanation.NONE);
    }
    LineByLine lines = new LineByLine(effects, explaining == Explaining.ALL ? all : telling);
    Ruling ruling = evaluation.apply(lines);
    lines.end();
    return ruling;
  }

  private static String remedy(String skipped) {
    return skipped.startsWith(TestedEffects.RUN) ? " (--run-programs runs it)" : "";
  }

  /** As one object. */
  void writeJson(Device device, String action, Explaining explaining, Function<Explanation, Ruling> evaluation) throws IOException {
    try (JsonGenerator json = RulesJson.to(out)) {
      json.writeStartObject();
      RulesJson.string(json, "devpath", device.devpath());
      json.writeStringField("action", action);
      RulingJson fields = new RulingJson(json);
      TellingLines telling = new TellingLines(fields::write);
      if (explaining != Explaining.NONE) {
        json.writeArrayFieldStart("lines");
      }
      Ruling ruling = evaluate(explaining, telling, fields::write, evaluation);
      if (explaining != Explaining.NONE) {
        json.writeEndArray();
        json.writeNumberField("other_lines", telling.others());
      }
      fields.write(ruling, accounts);
      fields.write(effects.writes());
      RulesJson.strings(json, "skipped", effects.skipped());
      json.writeEndObject();
    }
    out.println();
  }
}
