package io.hotprobe.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who was the last to have a turn at each point of the device tree and for each id and node name: which earlier turns a turn has to wait
 * for. As udev has it: those of the same device, of its ancestors and descendants, of its old path, and of whatever has its number or its
 * node's name. What one placing costs does not grow with the number of turns that are open. Confined to the lock of {@link DeviceOrder}.
 */
final class Places {

  private final Place root = new Place(null, "");
  private final Map<String, Turn> named = new HashMap<>();

  /** A point of the device tree at or below which a turn is open. */
  private static final class Place {
    private final Place parent;
    private final String name;
    private Map<String, Place> children = new HashMap<>(4);
    private Turn last;

    Place(Place parent, String name) {
      this.parent = parent;
      this.name = name;
    }
  }

  /** Makes a turn wait for all that it has to wait for, and later ones for it. */
  void enter(Turn turn) {
    turn.devpaths.forEach(devpath -> enter(turn, devpath));
    for (String name : turn.names) {
      waitFor(turn, named.put(name, turn));
    }
  }

  private void enter(Turn turn, String devpath) {
    Place place = root;
    for (String name : names(devpath)) {
      waitFor(turn, place.last);
      Place parent = place;
      place = parent.children.computeIfAbsent(name, unseen -> new Place(parent, name));
    }
    waitForAll(turn, place);
    if (!place.children.isEmpty()) {
      place.children = new HashMap<>(4);
    }
    place.last = turn;
  }

  /** Makes the turn wait for those at and below a place; later turns need to wait for this one only. */
  private static void waitForAll(Turn turn, Place place) {
    waitFor(turn, place.last);
    for (Place child : place.children.values()) {
      waitForAll(turn, child);
    }
  }

  private static void waitFor(Turn turn, Turn earlier) {
    if (earlier == null || earlier == turn || earlier.over) {
      return;
    }
    earlier.waiting.add(turn);
    turn.waitsFor++;
    if (turn.jam == null) {
      if (earlier.jam == null) {
        earlier.jam = new Jam(earlier.subject.devpath());
      }
      turn.jam = earlier.jam;
      turn.jam.waiting++;
    }
  }

  /** Whether a turn that has not begun says the same of the same device, and none of a relative was placed since. */
  boolean holdsSame(Turn turn) {
    Place place = turn.sameness == 0 ? null : find(turn.subject.devpath());
    if (place == null || !place.children.isEmpty()) {
      return false;
    }
    Turn last = place.last;
    return last != null && last.waitsFor > 0 && last.sameness == turn.sameness
        && turn.names.stream().allMatch(name -> named.get(name) == last);
  }

  /** The crowded jam that a turn for these would have to join; null when there is none. */
  Jam crowd(List<String> devpaths, List<String> names) {
    Jam found = null;
    for (int i = 0; i < devpaths.size() && found == null; i++) {
      found = crowd(devpaths.get(i));
    }
    for (int i = 0; i < names.size() && found == null; i++) {
      found = crowd(named.get(names.get(i)));
    }
    return found;
  }

  private Jam crowd(String devpath) {
    Place place = root;
    for (String name : names(devpath)) {
      Jam above = crowd(place.last);
      place = above == null ? place.children.get(name) : place;
      if (above != null || place == null) {
        return above;
      }
    }
    return crowdBelow(place);
  }

  private static Jam crowdBelow(Place place) {
    Jam found = crowd(place.last);
    for (Place child : place.children.values()) {
      if (found != null) {
        return found;
      }
      found = crowdBelow(child);
    }
    return found;
  }

  private static Jam crowd(Turn turn) {
    return turn != null && !turn.over && turn.jam != null && turn.jam.crowded ? turn.jam : null;
  }

  /** Forgets a turn that is over. */
  void leave(Turn turn) {
    turn.devpaths.forEach(devpath -> prune(turn, devpath));
    for (String name : turn.names) {
      named.remove(name, turn);
    }
  }

  private void prune(Turn turn, String devpath) {
    Place place = find(devpath);
    if (place == null || place.last != turn) {
      return;
    }
    place.last = null;
    while (place.parent != null && place.last == null && place.children.isEmpty()) {
      place.parent.children.remove(place.name);
      place = place.parent;
    }
  }

  private Place find(String devpath) {
    Place place = root;
    for (String name : names(devpath)) {
      place = place.children.get(name);
      if (place == null) {
        return null;
      }
    }
    return place;
  }

  private static String[] names(String devpath) {
    return devpath.substring(1).split("/");
  }
}
