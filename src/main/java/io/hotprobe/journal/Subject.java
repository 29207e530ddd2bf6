package io.hotprobe.journal;

/**
 * The uevent that something was done for.
 *
 * @param seqnum the kernel's number, 0 from coldplug
 * @param oldDevpath where the device was before it was moved; empty when it was not
 * @param modalias empty when the device has none
 */
public record Subject(long seqnum, String action, String devpath, String oldDevpath, String subsystem, String modalias) {}
