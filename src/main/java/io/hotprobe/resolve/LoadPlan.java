package io.hotprobe.resolve;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The modules to load, each with what must and what should come before it. The list is in kmod's order; the graph allows more at
 * once. Independent of what is live now.
 *
 * @param steps each refers to earlier ones only
 * @param wanted how many of the matches make it a success
 * @param decisions what the policy said
 */
public record LoadPlan(List<Match> matches, List<Step> steps, Wanted wanted, List<Decision> decisions) implements Resolution {

  /** How many of several matches have to become usable. */
  public enum Wanted {
    ALL,
    /** One is enough: they are alternatives. */
    ANY
  }

  public LoadPlan {
    matches = List.copyOf(matches);
    steps = List.copyOf(steps);
    decisions = List.copyOf(decisions);
  }

  /** A plan of which no policy said anything. */
  public LoadPlan(List<Match> matches, List<Step> steps, Wanted wanted) {
    this(matches, steps, wanted, List.of());
  }

  /** The same, with what the policy said. */
  LoadPlan with(List<Decision> said) {
    return new LoadPlan(matches, steps, wanted, said);
  }

  /** The same by other steps. */
  public LoadPlan by(List<Step> others) {
    return new LoadPlan(matches, others, wanted, decisions);
  }

  /** Whether what was wanted is there now, by the outcomes of the steps in their order. */
  public boolean succeeded(List<LoadOutcome> outcomes) {
    boolean any = false;
    boolean all = true;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).reason() instanceof Matched) {
        any |= outcomes.get(i).usable();
        all &= outcomes.get(i).usable() || isServed(i, outcomes);
      }
    }
    return wanted == Wanted.ANY ? any : all;
  }

  /** Whether an alternative to a step is usable. */
  private boolean isServed(int position, List<LoadOutcome> outcomes) {
    for (int i = 0; i < steps.size(); i++) {
      boolean rival = steps.get(position).order().unless().contains(i) || steps.get(i).order().unless().contains(position);
      if (rival && outcomes.get(i).usable()) {
        return true;
      }
    }
    return false;
  }

  /** Whether all has failed when {@code step} fails: it is a match, or a dependency of one. */
  public boolean isRequired(Step step) {
    if (wanted == Wanted.ANY) {
      return false;
    }
    return step.reason() instanceof Matched
        || step.reason() instanceof DependencyOf dependency
            && matches.stream().anyMatch(match -> match.module().equals(dependency.module()));
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
   * @param hooks what runs before and after it
   * @param order which earlier steps it waits for
   */
  public record Step(ModuleName module, Means means, String options, Hooks hooks, Order order, Reason reason) {

    /** The same by other means. */
    public Step by(Means other) {
      return new Step(module, other, options, hooks, order, reason);
    }

    /** The step as kmod prints it: {@code insmod FILE OPTIONS}, {@code install COMMAND OPTIONS} or {@code builtin NAME}. */
    public String line() {
      if (means instanceof Insert insert) {
        return "insmod " + insert.pathText() + " " + options;
      }
      if (means instanceof Command command) {
        return "install " + command.text() + " " + options;
      }
      return (means instanceof Builtin ? "builtin " : "missing ") + module;
    }
  }

  /**
   * Earlier steps, by their position in the plan.
   *
   * @param needs those that must have succeeded
   * @param follows those that must have ended, however
   * @param unless those of which none may have succeeded: it is an alternative to them
   */
  public record Order(List<Integer> needs, List<Integer> follows, List<Integer> unless) {
    public Order {
      needs = List.copyOf(needs);
      follows = List.copyOf(follows);
      unless = List.copyOf(unless);
    }
  }

  /** How a module gets live. */
  public sealed interface Means permits Insert, Command, Builtin, Missing {}

  /** By handing its file to the kernel. */
  public record Insert(ModuleFile file) implements Means {

    /** How the Java machine spells bytes of file names. */
    private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    /** The path of the file, one char a byte as all else in a plan. */
    String pathText() {
      return new String(file.path().toString().getBytes(NAMES), StandardCharsets.ISO_8859_1);
    }
  }

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
  public sealed interface Reason permits Matched, DependencyOf, SoftdepOf, HolderOf {

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

  /** It uses another module that is to be removed. */
  public record HolderOf(ModuleName module) implements Reason {
    @Override
    public String text() {
      return "holder of " + module;
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
