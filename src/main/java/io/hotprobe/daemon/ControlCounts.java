package io.hotprobe.daemon;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the control socket has seen. Safe for any thread. */
final class ControlCounts {

  final LongAdder requests = new LongAdder();
  final LongAdder misunderstood = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder cutOff = new LongAdder();
  final LongAdder lostLines = new LongAdder();
  final LongAdder faults = new LongAdder();
  private volatile long clients;
  private volatile long monitors;

  void connected(long clientsNow, long monitorsNow) {
    clients = clientsNow;
    monitors = monitorsNow;
  }

  /** By name. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("clients", clients);
    members.put("monitors", monitors);
    members.put("requests", requests.sum());
    members.put("misunderstood", misunderstood.sum());
    members.put("refused", refused.sum());
    members.put("cut_off", cutOff.sum());
    members.put("lost_lines", lostLines.sum());
    members.put("faults", faults.sum());
    return members;
  }
}
