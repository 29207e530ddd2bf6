/**
 * Devices as sysfs shows them, under a movable root, and their replay as uevents.
 *
 * <p>JDK only; may import {@code uevent}.
 */
package io.hotprobe.sysfs;
