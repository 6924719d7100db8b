package org.stillframe.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stillframe.PayaraMicro;
import org.stillframe.account.EnvironmentFile;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;
import org.stillframe.hypervisor.simulated.SimulatedHost;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/**
 * An admin at work in a browser. It starts the service with simulated hosts; or, with the system property {@code
 * stillframe.demo.env}, uses the running one that this file describes, and leaves out what needs hosts that fail on demand.
 */
class AdminPageIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration LONGEST_START = Duration.ofMinutes(4);
    private static final String RUNNING = System.getProperty("stillframe.demo.env");

    @TempDir
    private static Path data;

    private static PayaraMicro server;
    private static Path hosts;
    private static Map<String, String> demo;

    @TempDir
    private Path profile;

    private AdminBrowser browser;

    @BeforeAll
    static void startService() throws IOException {
        if (RUNNING != null) {
            demo = new EnvironmentFile(Path.of(RUNNING)).read();
            hosts = Path.of(RUNNING).resolveSibling("simulated");
            return;
        }
        hosts = data.resolve("simulated");
        server = PayaraMicro.start(
                data,
                data.resolve("server.log"),
                Map.of(
                        "STILLFRAME_STORAGE_RESERVE", "0",
                        "STILLFRAME_DEMO", "true",
                        "STILLFRAME_DEMO_HOST", "simulated://" + hosts));
        EnvironmentFile file = new EnvironmentFile(data.resolve("demo.env"));
        await().atMost(LONGEST_START).pollInterval(Duration.ofMillis(500)).until(() -> {
            assertThat(server.isAlive()).as("the service runs; its output is in " + server.log()).isTrue();
            demo = file.read();
            return demo.containsKey("STILLFRAME_SERVER_ID") && answers();
        });
    }

    private static boolean answers() {
        return given().header("Authorization", "Bearer " + demo.get("STILLFRAME_TOKEN"))
                        .get(demo.get("STILLFRAME_URL") + "/api/v1/servers/" + demo.get("STILLFRAME_SERVER_ID") + "/")
                        .statusCode()
                == 200;
    }

    @AfterAll
    static void stopService() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void openBrowser() {
        browser = new AdminBrowser(demo.get("STILLFRAME_URL"), profile, SCREENSHOTS);
    }

    @AfterEach
    void closeBrowser() throws IOException {
        browser.close();
        if (Files.isDirectory(hosts)) {
            SimulatedFaults.clear(hosts);
        }
    }

    private void logIn() {
        browser.logIn(demo.get("STILLFRAME_ADMIN_USER"), demo.get("STILLFRAME_ADMIN_PASSWORD"));
    }

    private void fillIn(String name, String description) {
        browser.press("toolbar:create");
        browser.await("#createForm\\:server_input");
        browser.type("createForm:server_input", "web-s");
        browser.click("#createForm\\:server_panel tr", "web-server-01");
        browser.type("createForm:name", name);
        browser.type("createForm:description", description);
    }

    @Test
    void aSnapshotIsMadeRestoredAndDeletedWithoutAReload() throws IOException {
        slow(Call.CUT, Duration.ofSeconds(6));
        logIn();
        browser.screenshot("inventory-before");
        browser.run("window.untouched = true");
        fillIn("before-update", "Before the update of the web shop");
        browser.screenshot("create");
        browser.press("createForm:submit");
        browser.awaitGone("#createDialog");
        if (Files.isDirectory(hosts)) {
            browser.awaitInRow("before-update", "In progress");
        }
        browser.screenshot("creating");
        browser.awaitInRow("before-update", "Completed");
        browser.awaitText("#activity li", "Succeeded");
        browser.screenshot("created");

        slow(Call.SWITCH_HEADS, Duration.ofSeconds(4));
        browser.pressInRow("before-update", "Restore");
        assertThat(browser.awaitText("#restoreDialog", "before-update").getText())
                .contains("web-server-01", "replaced", "stopped", "started again", "safety point for 24 hours");
        browser.screenshot("restore");
        browser.press("restoreForm:submit");
        browser.awaitGone("#restoreDialog");
        browser.awaitInRow("before-update", "Restoring");
        browser.screenshot("restoring");
        browser.awaitInRow("before-update", "Active");
        browser.awaitText("#activity li", "Restore web-server-01 · before-update");
        browser.awaitText("#activity li:first-child", "Succeeded");
        browser.screenshot("restored");

        browser.pressInRow("before-update", "Delete");
        browser.awaitText("#deleteDialog", "before-update");
        browser.screenshot("delete");
        browser.press("deleteForm:submit");
        browser.awaitGone("#deleteDialog");
        browser.awaitText("#activity li:first-child", "Delete snapshot");
        browser.awaitNoText("#inventoryForm\\:table_data > tr", "before-update");
        browser.screenshot("deleted");
        assertThat(browser.run("return window.untouched")).isEqualTo(true);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aRestoreIsUndoneAndTheUndoAsWellWithoutAReload() throws IOException {
        long snapshot = create("undo-this");
        slow(Call.SWITCH_HEADS, Duration.ofSeconds(4));
        logIn();
        browser.run("window.untouched = true");
        browser.pressInRow("undo-this", "Restore");
        browser.awaitText("#restoreDialog", "can be undone");
        browser.press("restoreForm:submit");
        browser.awaitInRow("undo-this", "Restoring");
        assertThat(browser.all("#activity li:first-child .sf-undo")).as("while it runs").isEmpty();
        browser.awaitText("#activity li:first-child", "Succeeded");
        browser.awaitText("#activity li:first-child", "Can be undone until");
        browser.screenshot("undo-offered");

        browser.click("#activity li:first-child button", "Undo");
        String question = browser.awaitText("#undoDialog", "undo-this").getText();
        assertThat(question)
                .contains("web-server-01", "demo@example.com", "just before the restore to undo-this", "stopped at once")
                .contains("everything written to them since", "kept as a safety point for 24 hours", "all snapshots")
                .containsPattern("Possible until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC");
        browser.screenshot("undo");
        browser.press("undoForm:cancel");
        browser.awaitGone("#undoDialog");
        browser.click("#activity li:first-child button", "Undo");
        browser.awaitText("#undoDialog", "undo-this");
        browser.press("undoForm:submit");
        browser.awaitGone("#undoDialog");
        browser.awaitText("#activity li:first-child", "Undo restore web-server-01");
        browser.awaitInRow("undo-this", "Restoring");
        browser.screenshot("undoing");
        browser.awaitText("#activity li:first-child", "Succeeded");
        browser.awaitInRow("undo-this", "Active");

        browser.click("#activity li:first-child button", "Undo");
        browser.awaitText("#undoDialog", "just before the undo");
        assertThat(browser.awaitText("#undoDialog", "Take this undo back?").getText()).doesNotContain("restore to");
        browser.screenshot("undo-of-undo");
        browser.phone();
        browser.screenshot("phone-undo");
        requireFit();
        browser.press("undoForm:submit");
        browser.awaitGone("#undoDialog");
        browser.awaitText("#activity li:first-child", "Succeeded");
        browser.screenshot("phone-undone");
        requireFit();
        assertThat(browser.run("return window.untouched")).isEqualTo(true);
        assertThat(browser.complaints()).isEmpty();
        delete(snapshot);
    }

    @Test
    void aCreateIsCancelledAndLeavesNothing() throws IOException {
        assumeTrue(Files.isDirectory(hosts), "needs a host that is slow on demand");
        int before = held();
        slow(Call.CUT, Duration.ofSeconds(8));
        logIn();
        fillIn("not-wanted-after-all", "");
        browser.press("createForm:submit");
        browser.awaitGone("#createDialog");
        browser.awaitInRow("not-wanted-after-all", "In progress");
        browser.screenshot("cancellable");

        browser.click("#activity li:first-child .sf-cancel", "Cancel");

        browser.awaitText(".ui-growl, .ui-messages", "is being cancelled");
        browser.awaitText("#activity li:first-child .sf-badge", "Cancelling");
        browser.screenshot("cancelling");
        browser.awaitText("#activity li:first-child", "Cancelled");
        browser.awaitNoText("#inventoryForm\\:table_data > tr", "not-wanted-after-all");
        browser.screenshot("cancelled");
        assertThat(held()).isEqualTo(before);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void selectionAndFilterOutliveAnUpdate() throws IOException {
        String name = "kept-" + System.nanoTime();
        long kept = create(name);
        logIn();
        browser.type("filterForm:name", name);
        browser.awaitText(".ui-paginator-current", "1–1 of 1");
        browser.click("#inventoryForm\\:table_data > tr > td.sf-c-name", name);
        browser.awaitText("#details", name);
        browser.runOnRow(name, "arguments[0].setAttribute('data-old', '')");
        long other = create(name + "-too");
        browser.awaitInRow(name + "-too", "Completed");
        browser.awaitGone("tr[data-old]");
        browser.awaitText(".ui-paginator-current", "1–2 of 2");
        browser.awaitText("tr[aria-selected=true]", name);
        browser.awaitText("#details", name);
        browser.awaitText("#details", "Deleting frees");
        browser.screenshot("selected");
        browser.awaitText("#details", "the server reads through a chain of");
        browser.screenshotAt("#details", "details");
        delete(kept);
        delete(other);
    }

    @Test
    void theTableIsSortedAndFiltered() throws IOException {
        List<Long> made = List.of(create("sort-b"), create("sort_c"), create("sort-a"));
        logIn();
        browser.type("filterForm:name", "SORT");
        browser.awaitText(".ui-paginator-current", "1–3 of 3");
        browser.awaitColumn("sf-c-name", "sort-a", "sort_c", "sort-b");
        browser.click("#inventoryForm\\:table th", "Name");
        browser.awaitText("#inventoryForm\\:table_data > tr:nth-child(3)", "sort_c");
        browser.awaitColumn("sf-c-name", "sort-a", "sort-b", "sort_c");
        browser.screenshot("sorted");
        browser.type("filterForm:name", "t_");
        browser.awaitText(".ui-paginator-current", "1–1 of 1");
        browser.awaitColumn("sf-c-name", "sort_c");
        browser.type("filterForm:name", "%");
        browser.awaitText("#inventoryForm\\:table", "No snapshot matches");
        browser.press("filterForm:clear");
        browser.row("sort-b");
        assertThat(browser.value("filterForm:name")).isEmpty();
        made.forEach(this::delete);
    }

    @Test
    void aWrongPasswordLosesNothingButItself() throws IOException {
        browser.open("/admin/");
        assertThat(browser.path()).isEqualTo("/login.xhtml");
        browser.type("loginForm:email", "somebody@example.com");
        browser.type("loginForm:password", "wrong");
        browser.press("loginForm:submit");
        browser.awaitText("#loginForm\\:messages", "Email or password is wrong");
        assertThat(browser.value("loginForm:email")).isEqualTo("somebody@example.com");
        assertThat(browser.value("loginForm:password")).isEmpty();
        browser.screenshot("login-refused");
    }

    @Test
    void aLoginGivesTheSessionANewId() {
        browser.open("/admin/");
        String before = browser.session().getValue();
        logIn();
        assertThat(browser.session().getValue()).isNotEqualTo(before);
    }

    /** Asked without a browser, which would take Lax for granted. */
    @Test
    void noScriptAndNoOtherSiteGetsAtTheSession() {
        given().redirects()
                .follow(false)
                .get(url("/admin/"))
                .then()
                .statusCode(302)
                .header("Set-Cookie", allOf(startsWith("JSESSIONID="), containsString("HttpOnly")))
                .header("Set-Cookie", matchesPattern(".*SameSite=[Ll]ax.*"));
    }

    @Test
    void theApiTakesNoSession() {
        logIn();
        given().cookie("JSESSIONID", browser.session().getValue())
                .get(url("/api/v1/snapshots/"))
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("authentication_failed"));
    }

    @Test
    void aLogoutEndsTheSession() {
        logIn();
        String session = browser.session().getValue();
        browser.press("leave:logout");
        browser.awaitText(".sf-note", "You are logged out");
        given().cookie("JSESSIONID", session)
                .redirects()
                .follow(false)
                .get(url("/admin/"))
                .then()
                .statusCode(302)
                .header("Location", endsWith("/login.xhtml"));
    }

    @Test
    void anEndedSessionLeadsToTheLogin() throws IOException {
        logIn();
        browser.forgetSession();
        browser.awaitText(".sf-note", "Your session has ended");
        browser.screenshot("session-ended");
        logIn();
        assertThat(browser.title()).startsWith("Snapshots");
    }

    @Test
    void faultsStandAtTheirFields() throws IOException {
        logIn();
        browser.press("toolbar:create");
        browser.type("createForm:name", "no spaces");
        browser.type("createForm:description", "kept");
        browser.press("createForm:submit");
        browser.awaitText("#createForm\\:server-field .ui-message", "This field is required");
        browser.awaitText(
                "#createForm\\:name-field .ui-message", "It must have 1 to 100 letters, digits, hyphens or underscores");
        assertThat(browser.value("createForm:description")).isEqualTo("kept");
        browser.screenshot("create-faults");
        browser.press("createForm:cancel");
        browser.awaitGone("#createDialog");
        browser.press("toolbar:create");
        assertThat(browser.value("createForm:description")).isEmpty();
        assertThat(browser.all("#createForm .ui-message-error-detail")).isEmpty();
    }

    @Test
    void theSixthSnapshotIsRefusedInTheDialog() throws IOException {
        List<Long> made = new ArrayList<>();
        for (int i = held(); i < 5; i++) {
            made.add(create("filler-" + i));
        }
        logIn();
        fillIn("one-too-many", "");
        browser.press("createForm:submit");
        browser.awaitText("#createForm\\:messages", "Delete one first");
        browser.screenshot("limit");
        made.forEach(this::delete);
    }

    @Test
    void aHostThatDoesNotAnswerIsTold() throws IOException {
        assumeTrue(Files.isDirectory(hosts), "needs hosts that fail on demand");
        logIn();
        SimulatedFaults.none().unreachable().install(hosts);
        browser.awaitText("#hosts", "Cannot be reached: demo");
        fillIn("in-vain", "");
        browser.press("createForm:submit");
        browser.awaitText("#createForm\\:messages", "does not answer");
        browser.screenshot("unreachable");
        SimulatedFaults.clear(hosts);
        browser.awaitGone("#hosts .sf-banner");
    }

    /** What an admin does when somebody has renamed a server on its host and put its disk on another file. */
    @Test
    void whatWasChangedOnTheHostIsToldAndMended() throws IOException {
        assumeTrue(Files.isDirectory(hosts), "needs hosts that can be meddled with");
        long snapshot = create("before-drift");
        SimulatedHost host = SimulatedHost.create(hosts);
        UUID uuid = UUID.nameUUIDFromBytes("web-server-01".getBytes(StandardCharsets.UTF_8));
        SimulatedHypervisor outside = new SimulatedHypervisor();
        DomainRef domain = new DomainRef(host.uri(), uuid);
        outside.stop(domain, Duration.ZERO);
        List<String> chain = outside.inspect(domain).disk("vda").orElseThrow().chain().stream()
                .map(VolumeInfo::path)
                .toList();
        logIn();
        browser.awaitText("#drift", "every server is as it was left");
        browser.screenshot("drift-none");
        host.rename(uuid, "somebody-elses");
        host.point(uuid, "vda", chain.get(1));
        browser.press("driftForm:look");
        browser.awaitText("#drift", "The server has another name on its host.");
        browser.awaitText("#drift", "The server would write to the disk of one of its snapshots.");
        browser.awaitText("#alarm", "1 finding is critical");
        browser.run("window.scrollTo(0, 0)");
        browser.screenshot("drift-alarm");
        browser.click("#drift button", "Repair");
        browser.awaitText("#driftDialog", "names the former file again");
        browser.screenshot("drift-repair");
        browser.press("driftMendForm:submit");
        browser.awaitNoText("#drift", "would write to the disk");
        browser.awaitGone("#alarm .sf-banner");
        browser.click("#drift button", "Adopt");
        browser.awaitText("#driftDialog", "The new name on the host is noted");
        browser.press("driftMendForm:submit");
        browser.awaitText("#drift", "every server is as it was left");
        assertThat(browser.complaints()).isEmpty();

        host.rename(uuid, "web-server-01");
        browser.press("driftForm:look");
        browser.awaitText("#drift", "The server has another name on its host.");
        browser.phone();
        browser.run("document.getElementById('drift-title').scrollIntoView()");
        browser.screenshot("phone-drift");
        requireFit();
        browser.click("#drift button", "Adopt");
        browser.await("#driftMendForm\\:submit");
        browser.press("driftMendForm:submit");
        browser.awaitText("#drift", "every server is as it was left");
        outside.start(domain);
        delete(snapshot);
    }

    @Test
    void thePagesFitAPhone() throws IOException {
        long snapshot = create("on-the-phone");
        browser.phone();
        browser.open("/");
        browser.screenshot("phone-start");
        requireFit();
        browser.open("/login.xhtml");
        browser.screenshot("phone-login");
        requireFit();
        logIn();
        browser.awaitInRow("on-the-phone", "Completed");
        browser.screenshot("phone-inventory");
        requireFit();
        browser.pressInRow("on-the-phone", "Restore");
        browser.awaitText("#restoreDialog", "on-the-phone");
        browser.screenshot("phone-restore");
        requireFit();
        browser.press("restoreForm:cancel");
        browser.awaitGone("#restoreDialog");
        browser.press("toolbar:create");
        browser.await("#createForm\\:submit");
        browser.screenshot("phone-create");
        requireFit();
        delete(snapshot);
    }

    private void requireFit() {
        assertThat((Long) browser.run("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
    }

    @Test
    void whatIsNotThereIsToldOnAPage() throws IOException {
        browser.open("/nothing/here");
        browser.awaitText("h1", "Not found");
        assertThat(browser.text()).doesNotContain("org.stillframe", "Payara", "WildFly");
        browser.screenshot("not-found");
        browser.open("/");
        browser.screenshot("start");
    }

    /** Whatever an API client may do next to the page. */
    private long create(String name) {
        long id = client()
                .body("{\"server_id\": %s, \"name\": \"%s\"}".formatted(demo.get("STILLFRAME_SERVER_ID"), name))
                .post(url("/api/v1/snapshots/"))
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> client().get(url("/api/v1/snapshots/" + id + "/"))
                        .jsonPath()
                        .getString("status")
                        .equals("completed"));
        return id;
    }

    private void delete(long id) {
        client().delete(url("/api/v1/snapshots/" + id + "/")).then().statusCode(204);
    }

    private int held() {
        return client().get(url("/api/v1/snapshots/?server_id=" + demo.get("STILLFRAME_SERVER_ID")))
                .jsonPath()
                .getInt("count");
    }

    private static RequestSpecification client() {
        return given().header("Authorization", "Bearer " + demo.get("STILLFRAME_TOKEN")).contentType("application/json");
    }

    private static String url(String path) {
        return demo.get("STILLFRAME_URL") + path;
    }

    private void slow(Call call, Duration latency) throws IOException {
        if (Files.isDirectory(hosts)) {
            SimulatedFaults.none().latency(call, Point.BEFORE, latency).install(hosts);
        }
    }
}
