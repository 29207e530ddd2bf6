package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.Printable;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.Decision;
import io.hotprobe.resolve.Resolution;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What a policy says of the devices and modules that are there. */
final class PolicyReport {

  private final boolean allowedToo;
  private final List<Entry> entries = new ArrayList<>();
  private int devices;
  private int modules;

  /**
   * A device.
   *
   * @param modalias empty for a module asked for by name
   */
  record Subject(String name, String modalias) {}

  /** What was said of one of them. */
  private record Entry(Subject subject, List<Decision> decisions) {

    boolean isRefused() {
      return decisions.stream().anyMatch(Decision::refuses);
    }

    boolean isWarned() {
      return !isRefused() && decisions.stream().anyMatch(Decision::isNotable);
    }
  }

  /** @param allowedToo whether what is allowed by a line is told, too */
  PolicyReport(boolean allowedToo) {
    this.allowedToo = allowedToo;
  }

  void device(Subject device, Resolution resolution) {
    devices++;
    add(device, resolution);
  }

  void module(ModuleName module, Resolution resolution) {
    modules++;
    add(new Subject("module " + module, ""), resolution);
  }

  private void add(Subject subject, Resolution resolution) {
    List<Decision> told =
        resolution.decisions().stream()
            .filter(decision -> allowedToo || decision.isNotable() || decision.part() == Decision.Part.FALLBACK)
            .toList();
    if (!told.isEmpty()) {
      entries.add(new Entry(subject, told));
    }
  }

  /** Whether nothing is refused, nor would be if the policy were enforced. */
  boolean isClean() {
    return entries.stream().noneMatch(entry -> entry.isRefused() || entry.decisions().stream().anyMatch(Decision::denies));
  }

  void write(PrintStream out, String summary) {
    for (Entry entry : entries) {
      String modalias = entry.subject().modalias().isEmpty() ? "" : " " + entry.subject().modalias();
      entry.decisions().forEach(decision -> out.println(Printable.text(entry.subject().name() + modalias + ": " + decision.text())));
    }
    long refused = entries.stream().filter(Entry::isRefused).count();
    long warned = entries.stream().filter(Entry::isWarned).count();
    out.println(Printable.text(
        summary + ": of " + devices + (devices == 1 ? " device" : " devices") + " with a modalias and " + modules
            + (modules == 1 ? " module: " : " modules: ") + refused + (refused == 1 ? " meets" : " meet") + " a refusal, " + warned
            + " a warning"));
  }

  void writeJson(PrintStream out, List<Diagnostic> wrong) throws IOException {
    try (JsonGenerator json = RulesJson.to(out)) {
      json.writeStartObject();
      json.writeNumberField("devices", devices);
      json.writeNumberField("modules", modules);
      json.writeNumberField("refused", entries.stream().filter(Entry::isRefused).count());
      json.writeNumberField("warned", entries.stream().filter(Entry::isWarned).count());
      RulesJson.strings(json, "problems", wrong.stream().map(Diagnostic::toString).toList());
      json.writeArrayFieldStart("decisions");
      for (Entry entry : entries) {
        json.writeStartObject();
        RulesJson.string(json, "subject", entry.subject().name());
        RulesJson.string(json, "modalias", entry.subject().modalias().isEmpty() ? null : entry.subject().modalias());
        DecisionJson.write(json, entry.decisions());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.println();
  }
}
