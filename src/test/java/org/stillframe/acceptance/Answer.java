package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpHeaders;
import java.util.List;

/** An answer of the API as it came over the wire. */
record Answer(String request, int status, HttpHeaders headers, String body) {
    Answer expect(int expected) {
        assertThat(status).as(toString()).isEqualTo(expected);
        return this;
    }

    /** Checks that it is a problem, whole and told in the service's own words. */
    Answer expectProblem(int expected, String code) {
        expect(expected);
        assertThat(header("Content-Type")).as(toString()).isEqualTo("application/problem+json");
        JsonObject problem = json();
        assertThat(problem.keySet()).contains("type", "title", "status", "detail", "code", "request_id");
        assertThat(problem.getString("code")).as(toString()).isEqualTo(code);
        assertThat(problem.getInt("status")).isEqualTo(expected);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank().doesNotContain("Exception", "org.", "jakarta.", "select ", " at ");
        assertThat(problem.getString("request_id")).isEqualTo(header("X-Request-Id"));
        return this;
    }

    JsonObject json() {
        return Json.createReader(new StringReader(body)).readObject();
    }

    List<JsonObject> results() {
        JsonObject list = json();
        assertThat(list.keySet()).containsExactlyInAnyOrder("count", "results");
        JsonArray results = list.getJsonArray("results");
        assertThat(list.getInt("count")).as("count of what is listed").isEqualTo(results.size());
        return results.getValuesAs(JsonObject.class);
    }

    /** The header's one value, or null. */
    String header(String name) {
        List<String> values = headers.allValues(name);
        assertThat(values).as(name).hasSizeLessThan(2);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public String toString() {
        return request + " -> " + status + " " + headers.firstValue("Content-Type").orElse("") + " " + body;
    }
}
