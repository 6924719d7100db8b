package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.stillframe.admin.AdminBrowser;

/** The pages for those who write clients, in a browser that is not logged in. */
@ExtendWith(SharedService.class)
class ReferencePageIT {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Service service;

    @TempDir
    private Path profile;

    private AdminBrowser browser;

    ReferencePageIT(Service service) {
        this.service = service;
    }

    @BeforeEach
    void openBrowser() {
        String url = service.owner().url().toString();
        browser = new AdminBrowser(url.endsWith("/") ? url.substring(0, url.length() - 1) : url, profile, SCREENSHOTS);
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @Test
    void theReferenceShowsEveryRequestAndSendsOneWithAToken() throws IOException {
        browser.open("/docs/");
        browser.awaitText(".opblock-summary-path", "/api/v1/snapshots");
        browser.screenshot("docs");

        browser.click(".authorize", "Authorize");
        WebElement token = browser.await(".auth-container input");
        token.sendKeys(service.owner().token());
        browser.click(".auth-btn-wrapper .authorize", "Authorize");
        browser.click(".auth-btn-wrapper .btn-done", "Close");
        browser.click("#operations-Account-getAccount .opblock-summary-path", "/api/v1/account/me/");
        browser.click("#operations-Account-getAccount .try-out__btn", "Try it out");
        browser.click("#operations-Account-getAccount .execute", "Execute");

        assertThat(browser.awaitText("#operations-Account-getAccount .live-responses-table", "demo@example.com").getText())
                .contains("200");
        browser.screenshot("docs-tried");
        browser.phone();
        browser.open("/docs/");
        browser.awaitText(".opblock-summary-path", "/api/v1/snapshots");
        browser.screenshot("phone-docs");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theTypeOfAnErrorLeadsToItsExplanation() throws IOException {
        JsonObject problem = service.owner().get("/api/v1/snapshots/?server_id=x").expectProblem(400, "invalid").json();

        browser.open(problem.getString("type"));

        WebElement explained = browser.await("article:target");
        assertThat(explained.getText()).contains("400", "Invalid request", "invalid", "Nothing was changed");
        browser.screenshot("docs-errors");
        browser.phone();
        browser.open("/docs/errors/");
        browser.awaitText("article h2", "server_busy");
        browser.screenshot("phone-docs-errors");
        assertThat(browser.complaints()).isEmpty();
    }
}
