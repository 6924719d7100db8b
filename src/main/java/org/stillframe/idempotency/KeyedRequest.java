package org.stillframe.idempotency;

/**
 * A request that came with a key.
 *
 * @param path as it was sent, without the slash at its end
 * @param fingerprint of its body ({@link Fingerprint})
 */
public record KeyedRequest(long accountId, String path, String key, String fingerprint) {}
