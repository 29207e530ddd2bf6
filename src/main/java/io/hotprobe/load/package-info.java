/**
 * Carries out load plans: each module once, dependencies first and side by side, install commands in their place.
 *
 * <p>May import {@code resolve}, {@code module}.
 */
package io.hotprobe.load;
