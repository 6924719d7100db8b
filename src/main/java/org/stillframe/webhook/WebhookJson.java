package org.stillframe.webhook;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import org.stillframe.account.Caller;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;
import org.stillframe.event.EventKind;

/** Webhooks and deliveries as the API shows them. */
final class WebhookJson {
    private WebhookJson() {}

    static JsonObject item(Webhook webhook, Caller caller) {
        return builder(webhook, caller).build();
    }

    /** The answer to a create, which alone tells the secret. */
    static JsonObject created(Webhook webhook, Caller caller, byte[] secret) {
        return builder(webhook, caller).add("secret", WebhookSignature.shown(secret)).build();
    }

    private static JsonObjectBuilder builder(Webhook webhook, Caller caller) {
        JsonObjectBuilder item = Json.createObjectBuilder()
                .add("id", webhook.getId())
                .add("url", webhook.getUrl())
                .add("description", webhook.getDescription())
                .add("events", Json.createArrayBuilder(
                        webhook.getKinds().stream().map(EventKind::code).toList()))
                .add("enabled", webhook.isEnabled())
                .add("disabled_reason", reason(webhook))
                .add("failing_since", ApiTime.orNull(webhook.getFailingSince()))
                .add("created_at", ApiTime.text(webhook.getCreatedAt()));
        return caller.isAdmin() ? item.add("account", webhook.getAccount().getEmail()) : item;
    }

    private static JsonValue reason(Webhook webhook) {
        return webhook.isEnabled() ? JsonValue.NULL : Json.createValue(webhook.isGivenUp() ? "failing" : "owner");
    }

    static JsonObject item(Delivery delivery) {
        boolean pending = delivery.getStatus() == DeliveryStatus.PENDING;
        return Json.createObjectBuilder()
                .add("id", delivery.getId())
                .add("webhook_id", delivery.getMessage())
                .add("event_id", delivery.getPlace())
                .add("type", delivery.getType())
                .add("status", delivery.getStatus().code())
                .add("attempts", delivery.getAttempts())
                .add("next_attempt_at", pending ? Json.createValue(ApiTime.text(delivery.getDueAt())) : JsonValue.NULL)
                .add("answer", JsonFields.orNull(delivery.getAnswer()))
                .add("error", JsonFields.orNull(delivery.getError()))
                .add("created_at", ApiTime.text(delivery.getCreatedAt()))
                .add("ended_at", ApiTime.orNull(delivery.getEndedAt()))
                .build();
    }
}
