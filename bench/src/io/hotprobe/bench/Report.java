package io.hotprobe.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of one benchmark, as JSON and as a Markdown table. */
final class Report {

  private final String title;
  private final List<String> notes = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  /**
   * One row.
   *
   * @param peer the same of the peer, NaN when there is none
   * @param goal what {@code value} (or, when there is a peer, the ratio) should reach, as text; empty when nothing is asked of it
   */
  record Figure(String name, double value, double peer, String unit, double ratio, String goal, boolean reached) {}

  Report(String title) {
    this.title = title;
  }

  /** A figure next to the peer's: the goal is a least ratio. {@code lowerIsBetter} for times. */
  double against(String name, double value, double peer, String unit, boolean lowerIsBetter, double goal) {
    double ratio = lowerIsBetter ? peer / value : value / peer;
    figures.add(new Figure(name, value, peer, unit, ratio, format(goal) + " times", ratio >= goal));
    return ratio;
  }

  /** A figure on its own that should stay below {@code goal}. */
  void below(String name, double value, String unit, double goal) {
    figures.add(new Figure(name, value, Double.NaN, unit, Double.NaN, "< " + format(goal) + " " + unit, value < goal));
  }

  /** A figure that is only told. */
  void plain(String name, double value, String unit) {
    figures.add(new Figure(name, value, Double.NaN, unit, Double.NaN, "", true));
  }

  void note(String text) {
    notes.add(text);
  }

  /** Writes {@code name.json} and {@code name.md}; prints the rows. */
  void write(Path directory, String name) throws IOException {
    Machine machine = Machine.here();
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name + ".md"), markdown(machine));
    try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(directory.resolve(name + ".json")))) {
      json.useDefaultPrettyPrinter();
      writeJson(json, machine);
    }
    figures.forEach(figure -> System.out.println(line(figure)));
    System.out.flush();
  }

  private static String line(Figure figure) {
    String compared =
        Double.isNaN(figure.peer())
            ? ""
            : ", peer " + format(figure.peer()) + " " + figure.unit() + ": " + format(figure.ratio()) + " times";
    String judged = figure.goal().isEmpty() ? "" : " (goal " + figure.goal() + (figure.reached() ? ")" : ", MISSED)");
    return figure.name() + ": " + format(figure.value()) + " " + figure.unit() + compared + judged;
  }

  private String markdown(Machine machine) {
    StringBuilder text = new StringBuilder("# ").append(title).append("\n\n");
    text.append("| what | unit | hotprobe | peer | ratio | goal |\n|---|---|---:|---:|---:|---|\n");
    for (Figure figure : figures) {
      text.append(
          String.format(
              "| %s | %s | %s | %s | %s | %s |%n",
              figure.name(),
              figure.unit(),
              format(figure.value()),
              format(figure.peer()),
              format(figure.ratio()),
              figure.goal() + (figure.reached() ? "" : ", missed")));
    }
    notes.forEach(note -> text.append('\n').append(note).append('\n'));
    text.append("\nMachine: ").append(machine.cpu()).append(", ").append(machine.cores()).append(" cores. Kernel: ");
    text.append(machine.kernel()).append(". JDK: ").append(machine.jdk()).append(". Commit: ").append(machine.commit());
    return text.append(". Command: `").append(machine.command()).append("`.\n").toString();
  }

  private void writeJson(JsonGenerator json, Machine machine) throws IOException {
    json.writeStartObject();
    json.writeStringField("title", title);
    json.writeObjectFieldStart("machine");
    json.writeStringField("cpu", machine.cpu());
    json.writeNumberField("cores", machine.cores());
    json.writeStringField("kernel", machine.kernel());
    json.writeStringField("jdk", machine.jdk());
    json.writeStringField("commit", machine.commit());
    json.writeStringField("command", machine.command());
    json.writeEndObject();
    json.writeArrayFieldStart("figures");
    for (Figure figure : figures) {
      json.writeStartObject();
      json.writeStringField("name", figure.name());
      json.writeStringField("unit", figure.unit());
      writeNumber(json, "hotprobe", figure.value());
      writeNumber(json, "peer", figure.peer());
      writeNumber(json, "ratio", figure.ratio());
      json.writeStringField("goal", figure.goal());
      json.writeBooleanField("reached", figure.reached());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeNumber(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isNaN(value)) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, Math.round(value * 1000) / 1000.0);
    }
  }

  private static String format(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return value == Math.rint(value) || value >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
