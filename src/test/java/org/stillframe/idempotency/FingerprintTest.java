package org.stillframe.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"a":1,"b":[true,null]}  | { "b" : [ true, null ],\t"a" : 1 }
        {"a":{"c":1,"b":2}}      | {"a":{"b":2,"c":1}}
        "\\u0041/"               | "A\\/"
        """)
    void theSameValueWrittenInAnotherWayIsTheSame(String one, String other) {
        assertThat(of(one)).isEqualTo(of(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"a":1}       | {"a":2}
        {"a":1}       | {"a":"1"}
        {"a":12345}   | {"a":12345.0}
        {"a":null}    | {}
        [1,2]         | [2,1]
        [[1],2]       | [[1,2]]
        ["a","b"]     | ["a,b"]
        {"a":"b\\"}"} | {"a":"b"}
        {"a":"true"}  | {"a":true}
        {}            | {} {}
        {             | {}
        """)
    void anotherValueIsAnother(String one, String other) {
        assertThat(of(one)).isNotEqualTo(of(other));
    }

    @Test
    void whatIsNotJsonIsComparedByteForByte() {
        assertThat(Fingerprint.of(new byte[] {(byte) 0xff})).isEqualTo(Fingerprint.of(new byte[] {(byte) 0xff}));
        assertThat(Fingerprint.of(new byte[] {(byte) 0xff})).isNotEqualTo(Fingerprint.of(new byte[] {(byte) 0xfe}));
        assertThat(of("")).isNotEqualTo(of(" "));
        assertThat(of("[".repeat(100_000))).isNotEqualTo(of("[".repeat(99_999)));
    }

    private static String of(String body) {
        return Fingerprint.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
