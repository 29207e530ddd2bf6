package io.hotprobe.rules;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;

/**
 * A first look at an event: whether any rule has something to do for it. Runs nothing, writes nothing, and allocates nothing as long as
 * no line asks sysfs. Confined to one thread; used again for the next event.
 */
public final class Glance {

  /** What was seen. */
  public enum Sight {
    /** No line that has an effect holds. */
    NOTHING,
    /** All there is to do is to load modules: the wanted ones are in {@link #wanted}. */
    LOADS,
    /** Something else is to be done, or cannot be told without doing it: evaluate. */
    MORE
  }

  /** Most modules of one event; of more it is said to have {@link Sight#MORE}. */
  private static final int MOST_WANTED = 64;

  private final Sighting sighting;
  private final Look look;
  private final Modalias[] wanted = new Modalias[MOST_WANTED];
  private Program program = Program.EMPTY;
  private int wantedCount;

  public Glance(Sysfs sysfs, Host host) {
    this.sighting = new Sighting(sysfs, host);
    this.look = new Look(Program.EMPTY.course());
  }

  /** Looks by another program from now on. */
  public void use(Program other) {
    if (other != program) {
      program = other;
      sighting.use(other.course());
      look.use(other.course());
    }
  }

  public Sight look(Uevent uevent) {
    wantedCount = 0;
    look.loads = false;
    look.frozen = false;
    sighting.begin(uevent);
    boolean complete = look.walk();
    if (!complete) {
      return Sight.MORE;
    }
    return look.loads ? Sight.LOADS : Sight.NOTHING;
  }

  /** How many modules are to be loaded: one for each name of a {@code kmod load}. */
  public int wanted() {
    return wantedCount;
  }

  /** The modalias or module name that is wanted; valid until the next {@link #look}. */
  public Modalias wanted(int i) {
    return wanted[i];
  }

  private Modalias next() {
    if (wanted[wantedCount] == null) {
      wanted[wantedCount] = new Modalias();
    }
    return wanted[wantedCount++];
  }

  /** The walk of one event after the other. */
  private final class Look extends Walk {

    private boolean loads;
    private boolean frozen;

    Look(Course course) {
      super(sighting, course);
    }

    @Override
    void begin(RuleLine line) {}

    @Override
    boolean isThorough() {
      return false;
    }

    /** Of what a database keeps nothing is known: tags of earlier events, and on remove links and properties. */
    @Override
    boolean knows(Check check) {
      return switch (check.token().kind()) {
        case MATCH_ENV -> !check.property().isMadeUp() && (!sighting.isRemoval() || check.property().isKernels());
        case MATCH_TAG -> false;
        case MATCH_SYMLINK -> !sighting.isRemoval();
        case MATCH_ATTR, MATCH_SYSCTL -> check.token().attribute().isLiteral();
        default -> true;
      };
    }

    @Override
    boolean knows(ParentChecks parents) {
      return parents.isLasting();
    }

    @Override
    void decided(Check check, boolean held) {}

    @Override
    void decided(ParentChecks parents, boolean held) {}

    @Override
    void jumps(RuleLine target) {}

    @Override
    Answer act(Deed deed) {
      if (deed.modules() != null) {
        return run(deed.modules(), ((Token.Assignment) deed.token()).operation());
      }
      return switch (deed.token().kind()) {
        case TEST -> test((Token.Attempt) deed.token());
        case OPTION_SANDBOX, OPTION_STRING_ESCAPE, OPTION_LOG_LEVEL, OPTION_DUMP, OPTION_STATIC_NODE -> Answer.HELD;
        default -> Answer.UNKNOWN;
      };
    }

    private Answer test(Token.Attempt attempt) {
      if (!attempt.value().isLiteral()) {
        return Answer.UNKNOWN;
      }
      return FileTest.holds(attempt, sighting) ? Answer.HELD : Answer.FAILED;
    }

    private Answer run(ModuleNames names, Operation operation) {
      if (frozen) {
        return Answer.HELD;
      }
      if (names.names().length > MOST_WANTED - wantedCount) {
        return Answer.UNKNOWN;
      }
      frozen = operation == Operation.FREEZE;
      wantedCount = operation == Operation.ADD ? wantedCount : 0;
      loads = true;
      return want(names);
    }

    private Answer want(ModuleNames names) {
      for (byte[] name : names.names()) {
        next().set(name, 0, name.length);
      }
      return names.names().length > 0 || wantModalias() ? Answer.HELD : Answer.UNKNOWN;
    }

    private boolean wantModalias() {
      if (wantedCount == MOST_WANTED) {
        return false;
      }
      Uevent uevent = sighting.uevent();
      int modalias = uevent.find(Key.MODALIAS);
      if (modalias != Uevent.ABSENT) {
        next().set(uevent.bytes(), uevent.valueFrom(modalias), uevent.valueTo(modalias) - uevent.valueFrom(modalias));
      }
      return true;
    }
  }
}
