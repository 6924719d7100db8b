package org.stillframe.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.stillframe.fuzz.Draft.Framing;

/** Spoils requests: what no client that keeps to HTTP and JSON would send. */
final class Tricks {
    private static final List<String> METHODS = List.of(
            "PUT", "PATCH", "DELETE", "POST", "GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get", "X".repeat(300));
    /** Put in the place of a path, or added to it where they begin with a star. */
    private static final List<String> PATHS = List.of(
            "/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/snapshots/", "/api/v1/nothing/", "/nothing", "/nothing/at/all.txt", "/error",
            "/api/application.wadl", "/WEB-INF/web.xml", "/META-INF/persistence.xml", "//api/v1/snapshots/", "/api//v1/snapshots/",
            "/api/v1//snapshots//", "/API/v1/snapshots/", "/./api/v1/snapshots/", "/api/v1/../v1/snapshots/", "/api/v1/snapshots/..%2fservers/",
            "/api/v1/..;/..;/admin/", "/api/v1/%2e%2e/%2e%2e/etc/passwd", "/api/v1/snapshots/%", "/api/v1/%zz/", "/api/v1/%ff/", "/api/v1/%00/",
            "/api/v1/%c0%ae/", "/api/v1/snapshots/%u0041/", "/api/v1/snapshots/%5c..%5c", "/api/v1/snapshots\\", "/api/v1/snapshots/\u00ff/",
            "/api/v1/<x>/", "/api/v1/{id}/", "/api/v1/snapshots/?%", "/api/v1/snapshots/?server_id=%zz", "/api/v1/snapshots/?a[]={}|^",
            "/api/v1/snapshots/?&&&==", "/api/v1/snapshots/?name=%ff%fe", "/api/v1/snapshots/#here", "/favicon.svg/x", "/nothing.xhtml",
            "/jakarta.faces.resource/nothing.js.xhtml", "*;x=1", "*;jsessionid=x", "*/", "*//", "*undo/", "*%2f", "*.json", "*?", "*??x=?",
            "*&page_size=1");
    private static final List<String> HEADERS = List.of(
            "Range: bytes=9-1", "Expect: 100-continue", "Expect: nonsense", "Upgrade: websocket", "Cookie: JSESSIONID=../../x; =;;",
            "If-None-Match: \"", "If-None-Match: *", "If-Match: \"x\"", "If-Modified-Since: yesterday", "Content-Encoding: gzip",
            "Content-Encoding: nonsense", "X-HTTP-Method-Override: DELETE", "X-Forwarded-For: \"", "X-Forwarded-Proto: gopher",
            "Forwarded: for=;;", "Origin: null", "Origin: https://elsewhere.example.com", "Access-Control-Request-Method: DELETE",
            "Accept: nonsense", "Accept: */*;q=x", "Accept: a/b/c", "Accept: ;;;", "Accept:", "Accept-Encoding: nonsense", "Accept-Language: ;;;",
            "Accept-Charset: nonsense", "Content-Type: nonsense", "Content-Type: /", "Content-Type: ;", "Content-Type:",
            "Content-Type: application/json; charset=nonsense", "Content-Language: \u00e4", 
            "Idempotency-Key: two words", "Idempotency-Key:", "Idempotency-Key: a\r\nIdempotency-Key: b", "Idempotency-Key: \u00e4",
            "X-Request-Id: <script>", "X-Request-Id: a\r\nX-Request-Id: b", "Last-Event-ID: x", "Host: b", "Connection: nonsense", "TE: x",
            "no colon", "a b: c", ": c", "X-Folded: a\r\n  b", "X-Nul: a\u0000b", "X-Control: \u0007", "(x): y");
    private static final List<String> LENGTHS = List.of("Transfer-Encoding: gzip", "Content-Length: 7", "Content-Length: x", "Content-Length:");
    private static final List<String> BODIES = List.of(
            "", " ", "{", "}", "[]", "null", "1", "\"a\"", "[{}]", "{}{}", "{\"a\":1,}", "{'a':1}", "{\"a\":1}x", "nonsense", "<xml/>", "a=b&c=d",
            "\u0000", "{\"a\":NaN}", "{\"a\":01}", "{\"a\":1e99999999}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\t\"}", "{a:1}", "\ufeff{}",
            "// {}", "{\"name\":\"a\",\"name\":[],\"server_id\":1,\"server_id\":\"x\"}", "{\"__proto__\":{},\"constructor\":1}");
    private static final int OVER_LARGE = (1 << 20) + 1;

    private final Values values;

    Tricks(Values values) {
        this.values = values;
    }

    Draft play(Draft draft, Random random) {
        int kind = random.nextInt(100);
        if (kind < 45) {
            return draft;
        }
        if (kind < 53) {
            String method = pick(METHODS, random);
            return method.equals(draft.method()) ? draft : draft.with("methods", method, draft.target(), false);
        }
        if (kind < 65) {
            return path(draft, random);
        }
        if (kind < 77) {
            return header(draft, random);
        }
        if (kind < 84) {
            return framed(draft, random);
        }
        return draft.body() == null ? header(draft, random) : body(draft, random);
    }

    private Draft path(Draft draft, Random random) {
        int kind = random.nextInt(PATHS.size() + 3);
        if (kind >= PATHS.size()) {
            String longer = switch (kind - PATHS.size()) {
                case 0 -> "/api/v1/" + "x".repeat(random.nextInt(7000));
                case 1 -> "/api/v1/snapshots/" + "a/".repeat(random.nextInt(3000));
                default -> "/api/v1/snapshots/?name=" + "x".repeat(random.nextInt(20_000));
            };
            return draft.with("paths", draft.method(), longer, true);
        }
        String path = PATHS.get(kind);
        String whole = path.startsWith("*") ? draft.target().split("\\?")[0] + path.substring(1) : path;
        return draft.with("paths", draft.method(), whole, true);
    }

    private Draft header(Draft draft, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> draft.withHeader("headers", "X-Long: " + "x".repeat(random.nextInt(20_000)), true);
            case 1 -> {
                StringBuilder many = new StringBuilder("X-0: y");
                for (int i = random.nextInt(200); i > 0; i--) {
                    many.append("\r\nX-").append(i).append(": y");
                }
                yield draft.withHeader("headers", many.toString(), true);
            }
            case 2 -> draft.withHeader("headers", "X-Any: " + values.text(random).replaceAll("[\r\n]", ""), true);
            // Where there is no body, the server would rightly wait for what these announce.
            case 3 -> draft.withHeader("headers", draft.body() == null ? "X-Any: y" : pick(LENGTHS, random), true);
            default -> draft.withHeader("headers", pick(HEADERS, random), true);
        };
    }

    private Draft framed(Draft draft, Random random) {
        byte[] body = draft.body() == null ? "{}".getBytes(StandardCharsets.US_ASCII) : draft.body();
        Framing framing = Framing.values()[random.nextInt(Framing.values().length)];
        return draft.withBody("framing", body, framing, true);
    }

    private Draft body(Draft draft, Random random) {
        byte[] own = draft.body();
        byte[] spoilt = switch (random.nextInt(12)) {
            case 0 -> Arrays.copyOf(own, own.length == 0 ? 0 : random.nextInt(own.length));
            case 1 -> nested(random);
            case 2 -> twice(own);
            case 3 -> flipped(own, random);
            case 4 -> joined("{\"name\":\"".getBytes(StandardCharsets.US_ASCII), bytes(random), "\"}".getBytes(StandardCharsets.US_ASCII));
            case 5 -> new String(own, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
            case 6 -> ("{\"server_id\":" + values.numeral(random) + ",\"name\":" + values.numeral(random) + "}").getBytes(StandardCharsets.US_ASCII);
            case 7 -> values.anything(random, 0).toString().getBytes(StandardCharsets.UTF_8);
            case 8 -> large(random);
            default -> pick(BODIES, random).getBytes(StandardCharsets.UTF_8);
        };
        return draft.withBody("bodies", spoilt, random.nextInt(4) == 0 ? Framing.CHUNKED : Framing.LENGTH, false);
    }

    private static byte[] nested(Random random) {
        int depth = 1 << random.nextInt(18);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        String close = open.equals("[") ? "]" : "}";
        return (random.nextBoolean() ? "{\"description\":" + open.repeat(depth) + "1" + close.repeat(depth) + "}" : open.repeat(depth))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Every key a second time, with a value of another kind. */
    private static byte[] twice(byte[] own) {
        String text = new String(own, StandardCharsets.UTF_8);
        return text.startsWith("{\"") && text.length() > 4
                ? (text.substring(0, text.length() - 1) + "," + text.substring(1, text.indexOf(':') + 1) + "[1]}").getBytes(StandardCharsets.UTF_8)
                : own;
    }

    private static byte[] flipped(byte[] own, Random random) {
        byte[] flipped = own.clone();
        for (int i = 0; i < flipped.length; i += 1 + random.nextInt(20)) {
            flipped[i] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    /** Bytes of which hardly any are UTF-8; overlong forms among them. */
    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(30)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? bytes : new byte[] {(byte) 0xc0, (byte) 0xaf, (byte) 0xe0, (byte) 0x80, (byte) 0xaf};
    }

    /** Some over the limit, some just below it; few, as each is a MiB. */
    private static byte[] large(Random random) {
        if (random.nextInt(4) > 0) {
            return ("{\"name\":\"a\",\"description\":\"" + "d".repeat(random.nextInt(20_000)) + "\"}").getBytes(StandardCharsets.US_ASCII);
        }
        byte[] large = new byte[OVER_LARGE - random.nextInt(2)];
        Arrays.fill(large, (byte) ' ');
        return large;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static String pick(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
