/**
 * A kernel in memory: it takes modules, keeps reference counts, and fails or tarries as a script says.
 *
 * <p>JDK only; may import {@code module}, {@code uevent}.
 */
package io.hotprobe.simulate;
