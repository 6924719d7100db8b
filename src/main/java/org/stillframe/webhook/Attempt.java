package org.stillframe.webhook;

/**
 * A try to send a delivery, which nobody else makes meanwhile.
 *
 * @param number how many tries there were with this one
 * @param message its {@code webhook-id}
 * @param salt what the secret is made from
 */
public record Attempt(long deliveryId, int number, long webhookId, String message, String url, String salt, String body) {}
