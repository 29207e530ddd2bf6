package io.hotprobe.journal;

import io.hotprobe.uevent.Uevent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shows uevents to whoever wants to look on, before another journal. Costs one look at an empty list for each uevent while nobody does.
 *
 * <p>Safe for any thread.
 */
public final class Onlookers extends PassingJournal {

  private final List<Onlooker> onlookers = new CopyOnWriteArrayList<>();

  /** @param next is told all that a journal is told */
  public Onlookers(Journal next) {
    super(next);
  }

  /** From now on it is told of what it wants, until {@link #leave}. */
  public void join(Onlooker onlooker) {
    onlookers.add(onlooker);
  }

  /** It is told nothing more, but for what is on its way already. One that never joined is passed over. */
  public void leave(Onlooker onlooker) {
    onlookers.remove(onlooker);
  }

  /** How many look on. */
  public int count() {
    return onlookers.size();
  }

  @Override
  public Sighting sight(Uevent uevent, boolean live) {
    if (onlookers.isEmpty()) {
      return Sighting.UNSEEN;
    }
    List<Onlooker> wanting = new ArrayList<>();
    for (Onlooker onlooker : onlookers) {
      if (onlooker.wants(uevent, live)) {
        wanting.add(onlooker);
      }
    }
    if (wanting.isEmpty()) {
      return Sighting.UNSEEN;
    }
    Observed observed = Observed.of(uevent, live);
    wanting.forEach(onlooker -> onlooker.taken(observed));
    return new Seen(observed, wanting);
  }

  /** One that somebody looks at. */
  private static final class Seen implements Sighting {
    private final Observed observed;
    private final List<Onlooker> onlookers;
    private final AtomicBoolean over = new AtomicBoolean();

    Seen(Observed observed, List<Onlooker> onlookers) {
      this.observed = observed;
      this.onlookers = onlookers;
    }

    @Override
    public void handled(Handled handled) {
      tell(Optional.of(handled), Optional.empty());
    }

    @Override
    public void passed() {
      tell(Optional.empty(), Optional.empty());
    }

    @Override
    public void failed(String fault) {
      tell(Optional.empty(), Optional.of(fault));
    }

    private void tell(Optional<Handled> handled, Optional<String> fault) {
      if (over.compareAndSet(false, true)) {
        Done done = new Done(observed, handled, fault, System.nanoTime());
        onlookers.forEach(onlooker -> onlooker.over(done));
      }
    }
  }
}
