package io.hotprobe.resolve;

import io.hotprobe.module.Modules.LiveModule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * From what and how a module is to be taken out.
 *
 * @param live what the kernel holds
 */
public record RemovalRequest(List<LiveModule> live, Set<Manner> manners) {

  /** What is done otherwise than by default. */
  public enum Manner {
    /** Remove command, hooks and softdeps of the module asked for do not count. */
    BARE,
    /** It goes by its own remove command and hooks, but no dependency and nothing that a softdep wants goes with it. */
    ALONE,
    /** The modules that use it go before it. */
    WITH_HOLDERS,
    /** What a softdep ties to it and is in use stays, and all else goes; by default the removal ends there. */
    LEAVING_SOFTDEPS,
    /** That it is in use now is no reason to refuse: it is waited for, or force is used. */
    IN_USE_TOO,
    /** That the kernel says it stays for ever is no reason to refuse: force is used. */
    PERMANENT_TOO
  }

  public RemovalRequest {
    live = List.copyOf(live);
    manners = Set.copyOf(manners);
  }

  /** The default. */
  public static RemovalRequest of(List<LiveModule> live) {
    return new RemovalRequest(live, Set.of());
  }

  /** The same in one more manner. */
  public RemovalRequest in(Manner manner) {
    EnumSet<Manner> more = EnumSet.of(manner);
    more.addAll(manners);
    return new RemovalRequest(live, more);
  }

  boolean is(Manner manner) {
    return manners.contains(manner);
  }
}
