package io.hotprobe.journal;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.Programs.End;
import io.hotprobe.resolve.Decision;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.Ruling;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Malformed;
import io.hotprobe.uevent.Uevent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Writes one line for what was done, failed or refused. Under a service manager each line begins with its syslog priority, as
 * sd-daemon(3) has it. What comes from a device is escaped.
 */
public final class LogJournal implements Journal {

  /** Characters of a modalias that a line shows; that of an x86 processor has 700. */
  private static final int LONGEST_MODALIAS = 120;

  private final Consumer<String> lines;
  private final boolean priorities;
  private final Level least;

  /**
   * A log.
   *
   * @param lines takes each line; must not block
   * @param priorities whether lines begin with {@code <N>}
   * @param least what is less severe is not written
   */
  public LogJournal(Consumer<String> lines, boolean priorities, Level least) {
    this.lines = lines;
    this.priorities = priorities;
    this.least = least;
  }

  /** Whether standard error goes to the system's journal: {@code JOURNAL_STREAM} names its device and inode, see systemd.exec(5). */
  public static boolean isStandardErrorJournal() {
    String stream = System.getenv("JOURNAL_STREAM");
    if (stream == null) {
      return false;
    }
    try {
      Map<String, Object> attributes = Files.readAttributes(Path.of("/proc/self/fd/2"), "unix:dev,ino");
      return stream.equals(attributes.get("dev") + ":" + attributes.get("ino"));
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  @Override
  public void handled(Handled handled) {
    Level level = levelOf(handled);
    if (level.compareTo(least) < 0) {
      return;
    }
    String story = story(handled);
    if (!story.isEmpty()) {
      Subject subject = handled.subject();
      String alias = subject.modalias().isEmpty() ? "" : " " + shortened(subject.modalias());
      notice(level, subject.action() + " " + subject.devpath() + alias + ": " + story);
    }
  }

  @Override
  public void unmatched(Uevent uevent) {
    if (Level.DEBUG.compareTo(least) >= 0) {
      notice(Level.DEBUG, "add " + uevent.text(uevent.devpath()) + " " + shortened(uevent.text(Key.MODALIAS)) + ": no module claims it");
    }
  }

  @Override
  public void malformed(Malformed reason) {
    notice(Level.DEBUG, "a message is no uevent: " + reason.reason());
  }

  private static Level levelOf(Handled handled) {
    Level level = Level.DEBUG;
    boolean toldBefore = handled.deeds().outcomes().stream().anyMatch(LoadOutcome.AsBefore.class::isInstance);
    for (LoadOutcome outcome : handled.deeds().outcomes()) {
      if (outcome instanceof LoadOutcome.AsBefore || toldBefore && outcome instanceof LoadOutcome.DependencyFailed) {
        continue;
      }
      if (outcome instanceof LoadOutcome.Loaded || outcome instanceof LoadOutcome.Commanded
          || outcome instanceof LoadOutcome.Planned) {
        level = max(level, Level.INFO);
      } else if (outcome instanceof LoadOutcome.NoDevice || outcome.isFailure()) {
        level = max(level, outcome.isFailure() ? Level.WARNING : Level.INFO);
      }
    }
    for (ProgramRun run : handled.deeds().programs()) {
      level = max(level, run.end().succeeded() ? Level.INFO : Level.WARNING);
    }
    level = asked(handled).anyMatch(LogJournal::isUnusable) ? Level.WARNING : level;
    boolean notable = handled.deeds().resolutions().stream().flatMap(resolution -> resolution.decisions().stream())
        .anyMatch(Decision::isNotable);
    level = notable ? max(level, Level.WARNING) : level;
    return handled.deeds().denied() > 0 ? max(level, Level.INFO) : level;
  }

  private static Level max(Level a, Level b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** Whether a program that rules asked gave no answer; an exit status other than 0 is one. */
  private static boolean isUnusable(ProgramRun run) {
    return !(run.end() instanceof End.Exited || run.end() instanceof End.NotRun);
  }

  private static Stream<ProgramRun> asked(Handled handled) {
    return handled.deeds().ruling().stream().flatMap(ruling -> ruling.programs().stream());
  }

  /**
   * What is new: modules that were live or builtin already, and what rules gave the device, are left out when there is anything else to
   * say. Empty when nothing came of it.
   */
  private static String story(Handled handled) {
    StringJoiner story = new StringJoiner("; ");
    story.setEmptyValue(
        handled.deeds().resolutions().isEmpty()
            ? handled.deeds().ruling().map(LogJournal::gifts).orElse("")
            : "all modules are live or builtin already");
    for (Resolution resolution : handled.deeds().resolutions()) {
      if (resolution instanceof Resolution.Denied denied) {
        denied.reasons().forEach(story::add);
      } else if (resolution instanceof Resolution.Empty empty) {
        story.add("it " + empty.text());
      } else {
        resolution.decisions().forEach(decision -> story.add(decision.text()));
      }
    }
    for (LoadOutcome outcome : handled.deeds().outcomes()) {
      if (!(outcome instanceof LoadOutcome.AlreadyLive
          || outcome instanceof LoadOutcome.Builtin
          || outcome instanceof LoadOutcome.NotNeeded)) {
        story.add(outcome.text());
      }
    }
    asked(handled).filter(run -> !(run.end() instanceof End.Exited)).forEach(run -> story.add(run.text()));
    for (ProgramRun run : handled.deeds().programs()) {
      story.add(run.end() instanceof End.NotRun ? "would run '" + run.command() + "' of " + run.at() : run.text());
    }
    return story.toString();
  }

  /** What rules gave the device, counted; empty when nothing. */
  private static String gifts(Ruling ruling) {
    StringJoiner gifts = new StringJoiner(", ", "rules gave it ", "");
    gifts.setEmptyValue("");
    count(ruling.links().size(), "link", "links", gifts);
    count(ruling.currentTags().size(), "tag", "tags", gifts);
    count(ruling.assigned().size(), "property", "properties", gifts);
    if (ruling.owner().isPresent() || ruling.group().isPresent() || ruling.mode().isPresent() || !ruling.labels().isEmpty()) {
      gifts.add("rights of its node");
    }
    ruling.name().ifPresent(name -> gifts.add("the name " + name));
    return gifts.toString();
  }

  private static void count(int number, String one, String many, StringJoiner into) {
    if (number > 0) {
      into.add(number + " " + (number == 1 ? one : many));
    }
  }

  private static String shortened(String modalias) {
    return modalias.length() <= LONGEST_MODALIAS ? modalias : modalias.substring(0, LONGEST_MODALIAS) + "...";
  }

  @Override
  public void notice(Level level, String text) {
    if (level.compareTo(least) >= 0) {
      lines.accept((priorities ? "<" + priority(level) + ">" : "hotprobe: ") + Printable.text(text));
    }
  }

  private static int priority(Level level) {
    return switch (level) {
      case ERROR -> 3;
      case WARNING -> 4;
      case INFO -> 6;
      default -> 7;
    };
  }
}
