package org.stillframe.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.stillframe.fuzz.Draft.Framing;

/** Draws requests. The same seed and number draw the same request, but for the ids of what the service has at that moment. */
final class Requests {
    private static final long STRIDE = 1_000_003;
    /** Computes a pair of RSA keys: half a second of a core, and now and then some seconds. */
    private static final String COSTLY = "POST /api/v1/signing-keys/";
    private static final int ONE_COSTLY_IN = 10;
    private static final int WAITED_FOR_AT_MOST_SECONDS = 3;
    private static final List<String> ACCEPTED = List.of(
            "application/json", "*/*", "application/problem+json", "application/json;q=0.5, */*;q=0.1", "text/html", "text/html, application/json",
            "application/*", "image/png");
    private static final List<String> CONTENT_TYPES = List.of(
            "application/json; charset=utf-8", "application/json;charset=UTF-8", "text/plain", "application/xml",
            "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream", "text/html",
            "application/json; charset=utf-16");

    private final long seed;
    private final List<Endpoint> endpoints;
    private final Schemas schemas;
    private final Known known;
    private final Values values;
    private final Tricks tricks;

    Requests(long seed, List<Endpoint> endpoints, Schemas schemas, Known known) {
        this.seed = seed;
        this.endpoints = endpoints;
        this.schemas = schemas;
        this.known = known;
        this.values = new Values(known);
        this.tricks = new Tricks(values);
    }

    Draft draw(long number) {
        Random random = new Random(seed * STRIDE + number);
        Endpoint endpoint = endpoints.get(random.nextInt(endpoints.size()));
        while (endpoint.name().equals(COSTLY) && random.nextInt(ONE_COSTLY_IN) > 0) {
            endpoint = endpoints.get(random.nextInt(endpoints.size()));
        }
        return tricks.play(ordinary(endpoint, random), random);
    }

    static boolean isCostly(Draft draft) {
        return (draft.method() + " " + draft.target() + "/").startsWith(COSTLY);
    }

    /** What the document describes, with values that may be wrong. */
    private Draft ordinary(Endpoint endpoint, Random random) {
        List<String> headers = new ArrayList<>();
        headers.add("Host: localhost");
        Tokens.header(random).ifPresent(headers::add);
        boolean odd = headers.stream().anyMatch(Requests::isOdd);
        if (random.nextInt(6) == 0) {
            headers.add("Accept: " + ACCEPTED.get(random.nextInt(ACCEPTED.size())));
        }
        for (Endpoint.Parameter parameter : endpoint.in("header")) {
            if (random.nextInt(3) == 0) {
                String value = header(parameter, random);
                odd |= isOdd(value);
                headers.add(parameter.name() + ": " + value);
            }
        }
        String id = endpoint.path().contains("{id}") ? id(endpoint, random) : "";
        String delivery = Integer.toString(random.nextInt(60));
        if (endpoint.path().contains("{delivery}") && known.has(Reserve.DELIVERIES) && random.nextInt(4) > 0) {
            String[] both = known.any(Reserve.DELIVERIES, random).split("/");
            id = both[0];
            delivery = both[1];
        }
        boolean strange = !id.chars().allMatch(character -> Character.isLetterOrDigit(character) && character < 128 || character == '-')
                || id.isEmpty() && endpoint.path().contains("{id}");
        String path = endpoint.path().replace("{id}", encoded(id)).replace("{delivery}", encoded(delivery));
        if (random.nextInt(5) == 0) {
            path = path.substring(0, path.length() - 1);
        }
        String target = path + query(endpoint, random);
        byte[] body = null;
        if (endpoint.body() != null) {
            body = values.body(endpoint.body(), schemas, random).toString().getBytes(StandardCharsets.UTF_8);
            int type = random.nextInt(10);
            if (type > 1) {
                headers.add("Content-Type: " + (type > 2 ? "application/json" : CONTENT_TYPES.get(random.nextInt(CONTENT_TYPES.size()))));
            }
        } else if (endpoint.method().equals("POST")) {
            body = new byte[0];
        }
        // An id that is none may make another path of it.
        return new Draft(strange ? "ids" : "values", strange ? null : endpoint, endpoint.method(), target, headers, body,
                body == null ? Framing.NONE : Framing.LENGTH, odd || strange);
    }

    private static boolean isOdd(String header) {
        return !header.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    private String id(Endpoint endpoint, Random random) {
        int kind = random.nextInt(20);
        String id = kind < 14 ? known.any(endpoint.collection(), random)
                : kind < 17 ? Integer.toString(1 + random.nextInt(60))
                : random.nextBoolean() ? values.numeral(random) : values.text(random);
        return known.isReserved(endpoint.collection(), id) ? "999999" : id;
    }

    private String header(Endpoint.Parameter parameter, Random random) {
        String value = switch (random.nextInt(4)) {
            case 0 -> values.text(random);
            case 1 -> parameter.name() + "-" + random.nextInt(200);
            default -> values.valid(parameter.name(), parameter.schema(), random);
        };
        return value.replaceAll("[\r\n\u0000]", "");
    }

    private String query(Endpoint endpoint, Random random) {
        List<String> pairs = new ArrayList<>();
        for (Endpoint.Parameter parameter : endpoint.in("query")) {
            if (random.nextInt(3) == 0) {
                pairs.add(parameter.name() + "=" + encoded(queried(parameter, random)));
                if (random.nextInt(20) == 0) {
                    pairs.add(parameter.name() + "=" + encoded(queried(parameter, random)));
                }
            }
        }
        if (random.nextInt(20) == 0) {
            pairs.add(encoded(values.text(random)) + "=" + encoded(values.text(random)));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private String queried(Endpoint.Parameter parameter, Random random) {
        // Nobody would see a hang where each wait may last a minute.
        return parameter.name().equals("wait") && random.nextInt(4) > 0
                ? Integer.toString(random.nextInt(WAITED_FOR_AT_MOST_SECONDS))
                : values.plain(parameter.name(), parameter.schema(), random);
    }

    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9' || "-._~".indexOf(one) >= 0;
            encoded.append(plain ? String.valueOf((char) one) : String.format(Locale.ROOT, "%%%02X", one));
        }
        return encoded.toString();
    }
}
