package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.RunCommand;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes what rules decided in sections; what they did not decide has none. */
final class RulingText {

  private final PrintStream out;
  private final AccountFiles accounts;
  private boolean isEmpty = true;

  RulingText(PrintStream out, AccountFiles accounts) {
    this.out = out;
    this.accounts = accounts;
  }

  void write(Ruling ruling, List<TestedEffects.Write> writes) {
    section("Properties set by rules", decided(ruling).entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList());
    section("Tags", List.copyOf(ruling.currentTags()));
    section("Tags of earlier events", ruling.tags().stream().filter(tag -> !ruling.currentTags().contains(tag)).toList());
    section("Links (priority " + ruling.linkPriority() + ")", ruling.links().stream().map(link -> "/dev/" + link).toList());
    section("Owner", account(ruling.owner(), "uid", ruling.owner().isPresent() ? accounts.userName(ruling.owner().getAsInt()) : Optional.empty()));
    section("Group", account(ruling.group(), "gid", ruling.group().isPresent() ? accounts.groupName(ruling.group().getAsInt()) : Optional.empty()));
    section("Mode", ruling.mode().isPresent() ? List.of(String.format("%04o", ruling.mode().getAsInt())) : List.of());
    section("Security labels", ruling.labels().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList());
    section("Attributes to be written", writes.stream().map(each -> each.file() + " = " + each.value()).toList());
    section("Interface name", ruling.name().stream().toList());
    section("Watch", ruling.watch().stream().map(on -> on ? "yes" : "no").toList());
    section("Kept over the switch of the root file system", ruling.persistent() ? List.of("yes") : List.of());
    section("Run", ruling.run().stream().map(RulingText::run).toList());
    if (isEmpty) {
      out.println("The rules decide nothing for this event.");
    }
  }

  /** The properties that rules set, in the order in which all of the event's are. */
  static Map<String, String> decided(Ruling ruling) {
    Map<String, String> decided = new LinkedHashMap<>(ruling.properties());
    decided.keySet().retainAll(ruling.assigned());
    return decided;
  }

  private static List<String> account(OptionalInt number, String kind, Optional<String> name) {
    if (number.isEmpty()) {
      return List.of();
    }
    String text = kind + " " + Integer.toUnsignedString(number.getAsInt());
    return List.of(name.isPresent() ? name.get() + " (" + text + ")" : text);
  }

  private static String run(RunCommand command) {
    String type = command.type().name().toLowerCase(Locale.ROOT);
    String confined = SandboxText.of(command).map(sandbox -> " (" + SandboxText.of(sandbox) + ")").orElse("");
    return type + ": " + command.command() + "    # " + command.at() + confined;
  }

  private void section(String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    isEmpty = false;
    out.println(title + ":");
    lines.forEach(line -> out.println("  " + Printable.text(line)));
  }
}
