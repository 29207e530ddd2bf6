package io.hotprobe.pipeline;

import io.hotprobe.resolve.LoadPlan;
import java.util.ArrayList;
import java.util.List;

/** One uevent that has work to do, from the match stage until its modules have their outcomes. Order fields belong to {@link DeviceOrder}. */
final class Turn {

  final long sequence;
  final long seqnum;
  final String devpath;
  final String subsystem;
  final String modalias;
  final LoadPlan plan;
  final long receivedNanos;

  int waitsFor;
  boolean over;
  final List<Turn> waiting = new ArrayList<>();

  Turn(long sequence, long seqnum, String devpath, String subsystem, String modalias, LoadPlan plan, long receivedNanos) {
    this.sequence = sequence;
    this.seqnum = seqnum;
    this.devpath = devpath;
    this.subsystem = subsystem;
    this.modalias = modalias;
    this.plan = plan;
    this.receivedNanos = receivedNanos;
  }
}
