package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.account.RequiresScope;
import org.stillframe.error.ErrorCode;

/** The hand-written document and the resources say the same. */
class OpenApiDocumentTest {
    private static final Set<String> RETRIED = Set.of("429", "503");
    private static OpenApiDocument document;
    private static Map<String, Method> resourceMethods;

    @BeforeAll
    static void readBoth() throws IOException {
        document = OpenApiDocument.read();
        resourceMethods = resourceMethods();
    }

    @Test
    void documentHasExactlyThePathsAndMethodsOfTheResources() {
        assertThat(document.operations().keySet()).containsExactlyInAnyOrderElementsOf(resourceMethods.keySet());
    }

    @Test
    void everyOperationTellsWhatItDoesAndWhichScopeItNeeds() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> {
            softly.assertThat((String) operation.get("summary")).as("summary of " + name).isNotBlank();
            softly.assertThat((String) operation.get("description"))
                    .as("description of " + name)
                    .contains(scopeSentence(resourceMethods.get(name)));
        }));
    }

    @Test
    void everyOperationTakesABearerTokenAndAnswers401WithItsChallenge() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> {
            softly.assertThat(document.security(operation)).as("security of " + name).isNotEmpty();
            Map<String, Object> unauthorized = document.child(document.child(operation, "responses"), "401");
            softly.assertThat(document.child(unauthorized, "headers")).as("401 of " + name).containsKey("WWW-Authenticate");
        }));
    }

    /** Refuses by what else the token allows, although it asks for no scope in particular. */
    private static final Set<String> REFUSES_WITHOUT_A_SCOPE = Set.of("DELETE /api/v1/tokens/{id}/");

    @Test
    void everyMethodWithAScopeAnswers403AndEveryPathWithAnIdAnswers404() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> {
            Map<String, Object> responses = document.child(operation, "responses");
            boolean scoped = Optional.ofNullable(resourceMethods.get(name))
                    .map(method -> method.isAnnotationPresent(RequiresScope.class))
                    .orElse(false);
            scoped |= REFUSES_WITHOUT_A_SCOPE.contains(name);
            softly.assertThat(responses.containsKey("403")).as("403 of " + name).isEqualTo(scoped);
            if (name.contains("{")) {
                softly.assertThat(responses).as("responses of " + name).containsKey("404");
            }
        }));
    }

    @Test
    void everyBodyHasAnExample() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> {
            eachContent(operation, "requestBody", (type, content) -> softly.assertThat(document.child(content, "examples"))
                    .as("request examples of " + name)
                    .isNotEmpty());
            eachAnswer(operation, (status, answer) -> document.child(answer, "content").keySet().forEach(type -> softly.assertThat(
                            document.child(document.child(document.child(answer, "content"), type), "examples"))
                    .as("examples of " + status + " of " + name)
                    .isNotEmpty()));
        }));
    }

    @Test
    void everyErrorIsAProblemWhoseExamplesCarryItsStatusCodeAndTitle() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> eachAnswer(operation, (status, answer) -> {
            if (Integer.parseInt(status) < 400) {
                return;
            }
            softly.assertThat(document.child(answer, "content")).as(status + " of " + name).containsOnlyKeys(Problem.MEDIA_TYPE);
            Map<String, Object> problem = document.child(document.child(answer, "content"), Problem.MEDIA_TYPE);
            Map<String, Object> examples = document.child(problem, "examples");
            examples.keySet().forEach(example -> {
                Map<String, Object> value = document.child(document.child(examples, example), "value");
                ErrorCode code = ErrorCode.valueOf(((String) value.get("code")).toUpperCase(Locale.ROOT));
                softly.assertThat(value)
                        .as("example " + example + " of " + status + " of " + name)
                        .containsEntry("status", code.status())
                        .containsEntry("title", code.title())
                        .containsEntry("type", Problem.GUIDE + code.code());
                softly.assertThat(status).as("status of " + example + " of " + name).isEqualTo(String.valueOf(code.status()));
            });
        })));
    }

    @Test
    void everyAnswerCarriesTheRequestIdAndEvery429And503SaysWhenToRetry() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> eachAnswer(operation, (status, answer) -> {
            Map<String, Object> headers = document.child(answer, "headers");
            softly.assertThat(headers).as(status + " of " + name).containsKey("X-Request-Id");
            softly.assertThat(headers.containsKey("Retry-After")).as(status + " of " + name).isEqualTo(RETRIED.contains(status));
        })));
    }

    @Test
    void everyOperationMayBeRefusedForItsTokensLimit() {
        assertSoftly(softly -> document.operations().forEach((name, operation) ->
                softly.assertThat(document.child(operation, "responses")).as(name).containsKey("429")));
    }

    /** Any request can meet a fault; the others follow from what is sent, what is asked for and what is answered. */
    @Test
    void everyOperationTellsTheErrorsThatItsFormBrings() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> {
            Map<String, Object> responses = document.child(operation, "responses");
            softly.assertThat(responses).as(name).containsKeys("500", "503");
            boolean body = operation.containsKey("requestBody");
            softly.assertThat(responses.containsKey("413")).as("413 of " + name).isEqualTo(body);
            softly.assertThat(responses.containsKey("415")).as("415 of " + name).isEqualTo(body);
            boolean keyed = name.startsWith("POST ");
            softly.assertThat(responses.containsKey("422")).as("422 of " + name).isEqualTo(keyed);
            boolean checked = body || keyed || !document.queryParameters(operation).isEmpty();
            softly.assertThat(responses.containsKey("400")).as("400 of " + name).isEqualTo(checked);
            softly.assertThat(responses.containsKey("406")).as("406 of " + name).isEqualTo(!responses.containsKey("204"));
        }));
    }

    /** A generated client accepts what the document names, and for a 204 that is a problem alone. */
    @Test
    void whatAnswersNothingLeavesAloneWhatIsAccepted() {
        assertSoftly(softly -> document.operations().forEach((name, operation) -> {
            if (document.child(operation, "responses").containsKey("204")) {
                Produces produces = resourceMethods.get(name).getAnnotation(Produces.class);
                softly.assertThat(produces == null ? null : produces.value()).as(name).containsExactly(MediaType.WILDCARD);
            }
        }));
    }

    @Test
    void whatIsForEverybodyNeedsNoToken() {
        assertThat(document.publicOperations()).containsOnlyKeys("GET /openapi", "GET /.well-known/jwks.json");
        assertThat(document.publicOperations().values()).allSatisfy(operation -> {
            assertThat(document.security(operation)).isEmpty();
            assertThat((String) operation.get("description")).isNotBlank();
            assertThat(document.child(operation, "responses")).containsOnlyKeys("200");
        });
    }

    @Test
    void theProblemSchemaListsEveryErrorCode() {
        assertThat(document.schemaEnum("Problem", "code"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    private static String scopeSentence(Method method) {
        RequiresScope scope = method == null ? null : method.getAnnotation(RequiresScope.class);
        return scope == null ? "Scope: none" : "Scope: `" + scope.value().claim() + "`.";
    }

    private interface Visit {
        void accept(String name, Map<String, Object> value);
    }

    private static void eachAnswer(Map<String, Object> operation, Visit visit) {
        Map<String, Object> responses = document.child(operation, "responses");
        responses.keySet().forEach(status -> visit.accept(status, document.child(responses, status)));
    }

    private static void eachContent(Map<String, Object> parent, String member, Visit visit) {
        Map<String, Object> content = document.child(document.child(parent, member), "content");
        content.keySet().forEach(type -> visit.accept(type, document.child(content, type)));
    }

    /** Resource methods by {@code GET /path/}. */
    private static Map<String, Method> resourceMethods() {
        String root = ApiApplication.class.getAnnotation(ApplicationPath.class).value();
        Map<String, Method> methods = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.stillframe").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> {
                            String path = root + type.getAnnotation(Path.class).value();
                            for (Method method : type.getDeclaredMethods()) {
                                httpMethod(method).ifPresent(verb -> methods.put(verb + " " + path + ownPath(method) + "/", method));
                            }
                        });
        return methods;
    }

    private static String ownPath(Method method) {
        Path path = method.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }

    private static Optional<String> httpMethod(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return Optional.of(verb.value());
            }
        }
        return Optional.empty();
    }
}
