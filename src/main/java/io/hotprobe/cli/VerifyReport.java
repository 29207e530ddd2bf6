package io.hotprobe.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hotprobe.journal.Printable;
import io.hotprobe.rules.Finding;
import io.hotprobe.rules.Finding.Origin;
import io.hotprobe.rules.Finding.Severity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** What {@code hotprobe rules verify} found, by file. The text is in the form of {@code udevadm verify} of systemd 257. */
final class VerifyReport {

  /** How a file came off. */
  private enum State {
    SUCCESS,
    /** Only its style is wanting. */
    STYLE,
    FAIL
  }

  private final Map<Path, List<Finding>> files = new LinkedHashMap<>();

  void add(Finding finding) {
    files.computeIfAbsent(finding.at().file(), unseen -> new ArrayList<>()).add(finding);
  }

  /** How many files did not succeed. */
  int failed() {
    return (int) files.values().stream().filter(findings -> state(findings) != State.SUCCESS).count();
  }

  private static State state(List<Finding> findings) {
    State state = State.SUCCESS;
    for (Finding finding : findings) {
      if (finding.severity() == Severity.ERROR || finding.severity() == Severity.WARNING && finding.origin() == Origin.UDEV) {
        return State.FAIL;
      }
      state = finding.severity() == Severity.STYLE ? State.STYLE : state;
    }
    return state;
  }

  /**
   * As text.
   *
   * @param checked how many files were looked through; empty: that is not told
   */
  void write(PrintStream out, OptionalInt checked) {
    files.forEach((file, findings) -> write(out, file, findings));
    if (checked.isPresent()) {
      if (!files.isEmpty()) {
        out.println();
      }
      out.println(checked.getAsInt() + " udev rules files have been checked.");
      out.println("  Success: " + (checked.getAsInt() - failed()));
      out.println("  Fail:    " + failed());
    }
  }

  private static void write(PrintStream out, Path file, List<Finding> findings) {
    findings.forEach(finding -> out.println(Printable.text(line(finding))));
    switch (state(findings)) {
      case FAIL -> out.println(Printable.text(file + ": udev rules check failed."));
      case STYLE -> out.println(Printable.text(file + ": udev rules have style issues."));
      case SUCCESS -> {}
    }
  }

  private static String line(Finding finding) {
    String origin = finding.origin() == Origin.HOTPROBE ? " hotprobe:" : "";
    String style = finding.severity() == Severity.STYLE ? " style:" : "";
    return finding.at() + origin + style + " " + finding.text();
  }

  /** As one object; files without a finding are counted only. */
  void writeJson(PrintStream out, int checked) throws IOException {
    try (JsonGenerator json = RulesJson.to(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("files");
      for (Map.Entry<Path, List<Finding>> file : files.entrySet()) {
        json.writeStartObject();
        json.writeStringField("file", file.getKey().toString());
        json.writeStringField("state", word(state(file.getValue())));
        json.writeArrayFieldStart("findings");
        for (Finding finding : file.getValue()) {
          write(json, finding);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("checked", checked);
      json.writeNumberField("success", checked - failed());
      json.writeNumberField("fail", failed());
      json.writeEndObject();
    }
    out.println();
  }

  /** Line 0 stands for the whole file. */
  private static void write(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeNumberField("line", finding.at().line());
    json.writeStringField("severity", word(finding.severity()));
    json.writeStringField("origin", word(finding.origin()));
    json.writeStringField("kind", word(finding.kind()));
    RulesJson.string(json, "text", finding.text());
    json.writeEndObject();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
