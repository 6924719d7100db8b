package org.stillframe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.api.RequestBody;
import org.stillframe.error.ServiceException;

class NewAccountTest {
    @ParameterizedTest
    @ValueSource(strings = {"a@b", "Owner@Example.com", "first.last+tag@mail.example.co.uk", "o'hara@example.com", "x@1.de", "local-64"})
    void takesEmailAddresses(String email) {
        String address = email.equals("local-64") ? "l".repeat(64) + "@example.com" : email;
        assertThat(NewAccount.read(body(address)).email()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "owner", "@example.com", "owner@", "a@b@c", "a b@example.com", " a@b", "a@b ", "a@b\n", "a@-b", "a@b-", "a@b..c", "a@.b",
        "a@b.", "a@b_c", "\u00e4@example.com", "a@ex\u00e4mple.com", "a@b\u0000", "local-65", "label-64", "all-255"
    })
    void takesNothingElse(String text) {
        String address = switch (text) {
            case "local-65" -> "l".repeat(65) + "@example.com";
            case "label-64" -> "a@" + "b".repeat(64);
            case "all-255" -> "a@" + "b.".repeat(126) + "b";
            default -> text;
        };
        assertThatThrownBy(() -> NewAccount.read(body(address)))
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.fieldErrors()).containsOnlyKeys("email"));
    }

    private static RequestBody body(String email) {
        return new RequestBody(Json.createObjectBuilder().add("email", email).add("name", "Example").build());
    }
}
