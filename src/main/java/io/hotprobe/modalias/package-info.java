/**
 * Which modules claim the string a device carries: the modalias, the alias pattern, and the index over all patterns.
 *
 * <p>JDK only; may import {@code module}.
 */
package io.hotprobe.modalias;
