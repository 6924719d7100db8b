package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.batch.api.Batchlet;
import jakarta.batch.api.listener.JobListener;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The job XML of every kind of operation, as far as the batch engine would only tell at run time. */
class JobXmlTest {
    private static final String UNDO = "undo";
    private static final Map<String, JavaClass> BEANS = StreamSupport.stream(
                    new ClassFileImporter().importPackages("org.stillframe").spliterator(), false)
            .filter(type -> type.isAnnotatedWith(Named.class))
            .collect(Collectors.toMap(type -> type.getAnnotationOfType(Named.class).value(), type -> type, (one, other) -> one));

    @ParameterizedTest
    @EnumSource
    void everyKindHasAJobOfItsNameWithTheListener(OperationKind kind) throws Exception {
        Element job = job(kind);
        assertThat(job.getAttribute("id")).isEqualTo(kind.job());
        assertThat(elements(job, "listener"))
                .extracting(listener -> listener.getAttribute("ref"))
                .containsExactly("operationJobListener");
        assertThat(BEANS.get("operationJobListener").isAssignableTo(JobListener.class)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void everyStepIsABeanThatIsNotShared(OperationKind kind) throws Exception {
        assertThat(elements(job(kind), "batchlet")).isNotEmpty().allSatisfy(batchlet -> {
            JavaClass bean = BEANS.get(batchlet.getAttribute("ref"));
            assertThat(bean).as("bean " + batchlet.getAttribute("ref")).isNotNull();
            assertThat(bean.isAssignableTo(Batchlet.class)).isTrue();
            assertThat(bean.isAnnotatedWith(Dependent.class)).as(bean.getName() + " keeps state of one job").isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyStepButTheUndoSaysWhereEachExitLeads(OperationKind kind) throws Exception {
        List<Element> steps = elements(job(kind), "step");
        Set<String> names = steps.stream().map(step -> step.getAttribute("id")).collect(Collectors.toSet());
        assertThat(names).contains(UNDO).hasSameSizeAs(steps);
        for (Element step : steps) {
            String name = step.getAttribute("id");
            if (name.equals(UNDO)) {
                continue;
            }
            assertThat(elements(step, "stop")).as(name).extracting(on -> on.getAttribute("on")).containsExactly("POSTPONED");
            List<Element> next = elements(step, "next");
            assertThat(next).as(name).allSatisfy(on -> assertThat(names).contains(on.getAttribute("to")));
            assertThat(next)
                    .as(name)
                    .anySatisfy(on -> {
                        assertThat(on.getAttribute("on")).isEqualTo("FAILED");
                        assertThat(on.getAttribute("to")).isEqualTo(UNDO);
                    });
            List<Element> ways = new ArrayList<>(next);
            ways.addAll(elements(step, "end"));
            assertThat(ways).as(name).extracting(on -> on.getAttribute("on")).containsExactlyInAnyOrder("FAILED", "DONE");
        }
    }

    @ParameterizedTest
    @EnumSource
    void successPassesThroughEveryStepOnce(OperationKind kind) throws Exception {
        List<Element> steps = elements(job(kind), "step");
        Map<String, Element> byName =
                steps.stream().collect(Collectors.toMap(step -> step.getAttribute("id"), step -> step));
        Set<String> passed = new HashSet<>();
        String at = steps.get(0).getAttribute("id");
        while (at != null) {
            assertThat(passed.add(at)).as("step " + at + " once").isTrue();
            at = elements(byName.get(at), "next").stream()
                    .filter(on -> on.getAttribute("on").equals("DONE"))
                    .map(on -> on.getAttribute("to"))
                    .findFirst()
                    .orElse(null);
        }
        passed.add(UNDO);
        assertThat(passed).isEqualTo(byName.keySet());
    }

    private static Element job(OperationKind kind) throws Exception {
        try (InputStream xml = JobXmlTest.class.getResourceAsStream("/META-INF/batch-jobs/" + kind.job() + ".xml")) {
            assertThat(xml).as("job XML of " + kind).isNotNull();
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getDocumentElement();
        }
    }

    private static List<Element> elements(Element in, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = in.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
