package org.stillframe.admin;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A person at the admin page: Debian's Chromium without a window. */
public final class AdminBrowser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;
    private final String url;
    private final Path screenshots;

    public AdminBrowser(String url, Path profile, Path screenshots) {
        this.url = url;
        this.screenshots = screenshots;
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-color-profile=srgb",
                "--lang=en",
                "--user-data-dir=" + profile);
        // Naming the driver keeps Selenium from looking for one on the network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build();
        driver = new ChromeDriver(service, options);
        desktop();
    }

    public void desktop() {
        size(1280, 900);
    }

    public void phone() {
        size(390, 844);
    }

    /** Of the page itself, without any of the window's own. */
    private void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.manage().window().setSize(new Dimension(width, height));
    }

    public void open(String path) {
        driver.get(url + path);
    }

    void logIn(String email, String password) {
        open("/admin/");
        type("loginForm:email", email);
        type("loginForm:password", password);
        press("loginForm:submit");
        await("#inventoryForm\\:table");
    }

    /** The first element that the selector finds, once there is one that can be seen. */
    public WebElement await(String selector) {
        return until(() -> all(selector).stream().filter(WebElement::isDisplayed).findFirst().orElse(null));
    }

    void awaitGone(String selector) {
        until(() -> all(selector).stream().noneMatch(WebElement::isDisplayed) ? Boolean.TRUE : null);
    }

    /** The element of that kind with that text in it, once it can be seen. */
    public WebElement awaitText(String selector, String text) {
        return until(() -> all(selector).stream()
                .filter(WebElement::isDisplayed)
                .filter(element -> element.getText().contains(text))
                .findFirst()
                .orElse(null));
    }

    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    void type(String id, String text) {
        WebElement field = byId(id);
        field.clear();
        field.sendKeys(text);
    }

    void press(String id) {
        click(() -> byId(id));
    }

    /** The button with that text in the table's row of that snapshot. */
    void pressInRow(String snapshot, String button) {
        click(() -> row(snapshot).findElements(By.tagName("button")).stream()
                .filter(found -> found.getText().contains(button))
                .findFirst()
                .orElseThrow());
    }

    WebElement row(String snapshot) {
        return awaitText("#inventoryForm\\:table_data > tr", snapshot);
    }

    /** Waits until that stands in a column of the table, from top to bottom. */
    void awaitColumn(String styleClass, String... texts) {
        until(() -> all("#inventoryForm\\:table_data > tr > td." + styleClass).stream()
                        .map(WebElement::getText)
                        .toList()
                        .equals(List.of(texts))
                ? Boolean.TRUE
                : null);
    }

    /** Clicks on the element of that kind with that text in it. */
    public void click(String selector, String text) {
        click(() -> awaitText(selector, text));
    }

    /** Runs a script on the table's row of that snapshot. */
    void runOnRow(String snapshot, String script) {
        until(() -> {
            run(script, row(snapshot));
            return Boolean.TRUE;
        });
    }

    /** Waits until no element of that kind has that text in it. */
    void awaitNoText(String selector, String text) {
        until(() -> all(selector).stream().noneMatch(element -> element.getText().contains(text)) ? Boolean.TRUE : null);
    }

    /** What the table's row of that snapshot says, once it says that. */
    void awaitInRow(String snapshot, String text) {
        until(() -> row(snapshot).getText().contains(text) ? Boolean.TRUE : null);
    }

    private WebElement byId(String id) {
        return until(() -> driver.findElements(By.id(id)).stream().filter(WebElement::isDisplayed).findFirst().orElse(null));
    }

    /** The table may be drawn anew between the look and the click. */
    private void click(Supplier<WebElement> target) {
        until(() -> {
            try {
                target.get().click();
                return Boolean.TRUE;
            } catch (ElementClickInterceptedException e) {
                return null;
            }
        });
    }

    private <T> T until(Supplier<T> condition) {
        return new WebDriverWait(driver, PATIENCE)
                .pollingEvery(Duration.ofMillis(100))
                .ignoring(StaleElementReferenceException.class)
                .until(ignored -> condition.get());
    }

    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    String path() {
        return URI.create(driver.getCurrentUrl()).getPath();
    }

    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    String title() {
        return driver.getTitle();
    }

    String value(String id) {
        return byId(id).getDomProperty("value");
    }

    Cookie session() {
        return driver.manage().getCookieNamed("JSESSIONID");
    }

    void forgetSession() {
        driver.manage().deleteCookieNamed("JSESSIONID");
    }

    /** What the browser complained about, for instance a script that the content security policy stopped. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
    }

    public void screenshot(String name) throws IOException {
        Files.createDirectories(screenshots);
        Files.write(screenshots.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Of the window, with that part of the page at its top as far as it can be. */
    void screenshotAt(String selector, String name) throws IOException {
        driver.executeScript("arguments[0].scrollIntoView(true)", await(selector));
        screenshot(name);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
