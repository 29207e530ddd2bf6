/**
 * The way of an event: ring, matching, order among devices, loading, and what is counted on the way.
 *
 * <p>May import {@code load}, {@code resolve}, {@code journal}, {@code sysfs}, {@code modalias}, {@code uevent}. Home of the Disruptor.
 */
package io.hotprobe.pipeline;
