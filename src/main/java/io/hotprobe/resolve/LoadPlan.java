package io.hotprobe.resolve;

import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.util.List;

/**
 * The modules to load, each with what must and what should come before it. The list is in kmod's order; the graph allows more at
 * once. Independent of what is live now.
 *
 * @param steps each refers to earlier ones only
 */
public record LoadPlan(List<Match> matches, List<Step> steps) implements Resolution {

  public LoadPlan {
    matches = List.copyOf(matches);
    steps = List.copyOf(steps);
  }

  /** Whether there is nothing to hand to the kernel or to a shell: all is builtin. */
  public boolean isBuiltin() {
    for (Step step : steps) {
      if (!(step.means() instanceof Builtin)) {
        return false;
      }
    }
    return true;
  }

  /**
   * One module's turn.
   *
   * @param options of the configuration, then of the caller; joined by blanks, may be empty
   * @param needs positions of the steps that must have succeeded
   * @param follows positions of the steps that must have ended, however
   */
  public record Step(
      ModuleName module, Means means, String options, List<Integer> needs, List<Integer> follows, Reason reason) {

    public Step {
      needs = List.copyOf(needs);
      follows = List.copyOf(follows);
    }

    /** The step as kmod prints it: {@code insmod FILE OPTIONS}, {@code install COMMAND OPTIONS} or {@code builtin NAME}. */
    public String line() {
      if (means instanceof Insert insert) {
        return "insmod " + insert.file().path() + " " + options;
      }
      if (means instanceof Command command) {
        return "install " + command.text() + " " + options;
      }
      return (means instanceof Builtin ? "builtin " : "missing ") + module;
    }
  }

  /** How a module gets live. */
  public sealed interface Means permits Insert, Command, Builtin, Missing {}

  /** By handing its file to the kernel. */
  public record Insert(ModuleFile file) implements Means {}

  /**
   * By the shell command that the configuration puts in its place.
   *
   * @param text as written, {@code $CMDLINE_OPTS} not yet replaced
   */
  public record Command(String text, SourceLine at) implements Means {}

  /** It is part of the kernel image. */
  public record Builtin() implements Means {}

  /** Not at all: the release has no such file. */
  public record Missing() implements Means {}

  /** Why a module is in a plan. */
  public sealed interface Reason permits Matched, DependencyOf, SoftdepOf {

    /** As shown to a person, after the module's name. */
    String text();
  }

  /** It answers to what was asked for. */
  public record Matched(Match match) implements Reason {
    @Override
    public String text() {
      return "claims it by '" + match.pattern() + "' (" + match.stage().text() + ")";
    }
  }

  /** Another module needs its symbols. */
  public record DependencyOf(ModuleName module) implements Reason {
    @Override
    public String text() {
      return "dependency of " + module;
    }
  }

  /** A softdep line wants it before ({@code pre}) or after another module. */
  public record SoftdepOf(ModuleName module, boolean pre, SourceLine at) implements Reason {
    @Override
    public String text() {
      return (pre ? "softdep pre of " : "softdep post of ") + module + " (" + at + ")";
    }
  }
}
