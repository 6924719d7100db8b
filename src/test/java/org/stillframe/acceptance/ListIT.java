package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages and filters of lists, and the tag of one item. */
@ExtendWith(SharedService.class)
class ListIT {
    private static final Pattern NEXT = Pattern.compile("<(/api/v1/[^>]+)>; rel=\"next\"");

    private final Service service;
    private final ApiClient owner;
    private final long server;

    ListIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.server = service.serverId();
    }

    @Test
    void pagesLeadThroughTheWholeListWithTheTotalOnEach() {
        List<Long> made = create("one", "two", "three", "four", "five");

        List<List<Long>> pages = pages(SNAPSHOTS + "?server_id=" + server + "&page_size=2", 5);

        assertThat(pages).extracting(List::size).containsExactly(2, 2, 1);
        assertThat(pages.stream().flatMap(List::stream)).containsExactlyElementsOf(reversed(made));
    }

    @Test
    void aPageBeginsWhereTheOneBeforeEndedWhateverHasComeOrGone() {
        List<Long> made = create("one", "two", "three", "four");
        Answer first = owner.get(SNAPSHOTS + "?page_size=2").expect(200);
        owner.delete(SNAPSHOTS + made.get(2) + "/").expect(204);
        owner.delete(SNAPSHOTS + made.get(3) + "/").expect(204);
        service.settle();
        owner.createAndWait(server, "five");

        Answer second = owner.get(next(first)).expect(200);

        assertThat(ids(second)).containsExactly(made.get(1), made.get(0));
        assertThat(second.json().getInt("count")).isEqualTo(3);
        assertThat(second.header("Link")).isNull();
    }

    @Test
    void aPageThatHoldsAllHasNoNext() {
        create("one", "two");
        Answer page = owner.get(SNAPSHOTS + "?page_size=2").expect(200);
        assertThat(page.header("Link")).isNull();
        assertThat(page.results()).hasSize(2);
    }

    @Test
    void filtersMustAllMatch() {
        List<Long> made = create("nightly", "weekly", "nightly");
        String moment = owner.get(SNAPSHOTS + made.get(1) + "/").json().getString("created_at");

        assertThat(found("?name=nightly")).containsExactly(made.get(2), made.get(0));
        assertThat(found("?name=Nightly")).isEmpty();
        assertThat(found("?name=no%20such%00name")).isEmpty();
        assertThat(found("?name=nightly&server_id=" + server + "&status=completed")).hasSize(2);
        assertThat(found("?status=failed")).isEmpty();
        assertThat(found("?created_after=" + moment)).contains(made.get(1), made.get(2));
        assertThat(found("?created_before=1999-12-31T23:59:59-05:00")).isEmpty();
        assertThat(found("?created_after=1999-12-31T23:59:59+05:00&created_before=9999-12-31T23:59:59Z")).hasSize(3);
        assertThat(found("?created_before=" + moment)).doesNotContain(made.get(1), made.get(2));
    }

    @Test
    void anAdminNarrowsToAnAccountAndOthersSeeOnlyTheirOwn() {
        create("mine");
        ApiClient admin = service.admin();
        assertThat(admin.get(SNAPSHOTS + "?account=DEMO@example.com").expect(200).results()).hasSize(1);
        assertThat(admin.get(SNAPSHOTS + "?account=other@example.com").expect(200).results()).isEmpty();
        assertThat(admin.get("/api/v1/servers/?account=demo@example.com").expect(200).results())
                .allSatisfy(item -> assertThat(item.getString("account")).isEqualTo("demo@example.com"))
                .isNotEmpty();
        assertThat(found("?account=other@example.com")).isEmpty();
        assertThat(found("?account=demo@example.com")).hasSize(1);
    }

    @Test
    void operationsAndServersHavePagesToo() {
        create("one", "two", "three");
        List<String> all = owner.get("/api/v1/operations/?server_id=" + server).expect(200).results().stream()
                .map(item -> item.getString("id"))
                .toList();
        assertThat(all).hasSizeGreaterThanOrEqualTo(3);

        List<String> paged = new ArrayList<>();
        for (String page = "/api/v1/operations/?page_size=1&server_id=" + server; page != null; ) {
            Answer answer = owner.get(page).expect(200);
            answer.json().getJsonArray("results").getValuesAs(JsonObject.class).forEach(item -> paged.add(item.getString("id")));
            page = answer.header("Link") == null ? null : next(answer);
        }

        assertThat(paged).containsExactlyElementsOf(all);
        assertThat(owner.get("/api/v1/operations/?status=running").expect(200).results()).isEmpty();
        assertThat(owner.get("/api/v1/operations/?server_id=1").expect(200).results()).isEmpty();
        Answer servers = service.admin().get("/api/v1/servers/?page_size=1").expect(200);
        assertThat(servers.json().getInt("count")).isEqualTo(2);
        assertThat(service.admin().get(next(servers)).expect(200).json().getJsonArray("results")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "page_size=0", "page_size=1001", "page_size=", "page_size=two", "page_size=1&page_size=2", "cursor=", "cursor=%20", "cursor=eA",
        "cursor=%C3%A9", "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "cursor=AAAA", "cursor=MjAyNS0wMS0xNVQxODozMDowMFogYQBi",
        "cursor=1&cursor=2"
    })
    void aFaultyPageIsRefusedByName(String query) {
        String name = query.substring(0, query.indexOf('='));
        for (String list : List.of(SNAPSHOTS, "/api/v1/operations/", "/api/v1/servers/")) {
            Answer answer = owner.get(list + "?" + query).expectProblem(400, "invalid");
            assertThat(answer.json().getJsonObject("errors").keySet()).as(answer.toString()).containsExactly(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "status=deleted", "status=COMPLETED", "created_after=yesterday", "created_before=2025-02-30T00:00:00Z",
        "created_after=2025-01-15", "name=", "account=a%00b"
    })
    void aFaultyFilterIsRefusedByName(String query) {
        Answer answer = owner.get(SNAPSHOTS + "?" + query).expectProblem(400, "invalid");
        assertThat(answer.json().getJsonObject("errors").keySet()).containsExactly(query.substring(0, query.indexOf('=')));
    }

    @Test
    void aSnapshotThatIsAsTheClientHasItIsNotSentAgain() {
        long id = create("tagged").get(0);
        Answer first = owner.get(SNAPSHOTS + id + "/").expect(200);
        String tag = first.header("ETag");

        Answer second = owner.get(SNAPSHOTS + id + "/", "If-None-Match", "\"other\", " + tag).expect(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.header("ETag")).isEqualTo(tag);
        assertThat(owner.get(SNAPSHOTS + id + "/", "If-None-Match", "\"other\"").expect(200).header("ETag")).isEqualTo(tag);
        for (String odd : List.of("\"", "\"unfinished", "W/", ",", "\"a\" \"b\"", tag.substring(1))) {
            owner.get(SNAPSHOTS + id + "/", "If-None-Match", odd).expect(200);
        }
        owner.get(SNAPSHOTS + id + "/", "If-None-Match", "W/" + tag).expect(304);
        owner.get(SNAPSHOTS + id + "/", "If-None-Match", "*").expect(304);
        assertThat(service.admin().get(SNAPSHOTS + id + "/", "If-None-Match", tag).expect(200).header("ETag"))
                .as("an admin sees more")
                .isNotEqualTo(tag);
    }

    private List<Long> create(String... names) {
        List<Long> made = new ArrayList<>();
        for (String name : names) {
            made.add(owner.createAndWait(server, name));
        }
        return made;
    }

    private List<Long> found(String query) {
        return owner.get(SNAPSHOTS + query).expect(200).results().stream().map(ListIT::id).toList();
    }

    private List<List<Long>> pages(String first, int total) {
        List<List<Long>> pages = new ArrayList<>();
        for (String page = first; page != null; ) {
            Answer answer = owner.get(page).expect(200);
            assertThat(answer.json().getInt("count")).isEqualTo(total);
            pages.add(ids(answer));
            page = answer.header("Link") == null ? null : next(answer);
        }
        return pages;
    }

    private static String next(Answer answer) {
        Matcher link = NEXT.matcher(answer.header("Link"));
        assertThat(link.matches()).as(answer.header("Link")).isTrue();
        return link.group(1);
    }

    private static List<Long> ids(Answer answer) {
        return answer.json().getJsonArray("results").getValuesAs(JsonObject.class).stream().map(ListIT::id).toList();
    }

    private static long id(JsonObject item) {
        return ((JsonNumber) item.get("id")).longValueExact();
    }

    private static List<Long> reversed(List<Long> ids) {
        List<Long> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }
}
