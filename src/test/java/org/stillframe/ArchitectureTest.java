package org.stillframe;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.persistence.EntityManager;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationRunner;
import org.stillframe.operation.OperationState;
import org.stillframe.recurring.RecurringTask;
import org.stillframe.recurring.RecurringTasks;
import org.stillframe.snapshot.Snapshot;
import org.stillframe.snapshot.SnapshotLifecycle;
import org.stillframe.snapshot.SnapshotState;

/** The shape of the house: who may use what. Each rule guards a boundary that the code itself cannot express. */
class ArchitectureTest {
    private static final String RESOURCE = ".*Resource";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.stillframe");

    // Features

    @Test
    void featuresAreFreeOfCycles() {
        ArchRule rule = slices().matching("org.stillframe.(*)..").should().beFreeOfCycles();
        rule.check(CLASSES);
    }

    @Test
    void adaptersAreFreeOfCycles() {
        ArchRule rule = slices().matching("org.stillframe.hypervisor.(*)..").should().beFreeOfCycles().allowEmptyShould(true);
        rule.check(CLASSES);
    }

    @Test
    void thePortKnowsNoFeatureNorItsAdapters() {
        ArchRule rule = noClasses()
            .that().resideInAPackage("org.stillframe.hypervisor")
            .should().dependOnClassesThat(resideInAPackage("org.stillframe..")
                    .and(not(resideInAPackage("org.stillframe.hypervisor"))));
        rule.check(CLASSES);
    }

    @Test
    void adaptersKnowOnlyThePort() {
        ArchRule rule = noClasses()
            .that().resideInAPackage("org.stillframe.hypervisor..")
            .should().dependOnClassesThat(resideInAPackage("org.stillframe..")
                    .and(not(resideInAPackage("org.stillframe.hypervisor.."))))
            .orShould().dependOnClassesThat().resideInAnyPackage("jakarta.persistence..", "jakarta.ejb..");
        rule.check(CLASSES);
    }

    @Test
    void operationsKnowNothingOfSnapshots() {
        ArchRule rule = noClasses()
            .that().resideInAPackage("org.stillframe.operation..")
            .should().dependOnClassesThat().resideInAnyPackage("org.stillframe.snapshot..", "org.stillframe.layer..");
        rule.check(CLASSES);
    }

    // Technologies stay where they belong

    @Test
    void libvirtStaysInItsAdapter() {
        ArchRule rule = noClasses()
            .that().resideOutsideOfPackage("org.stillframe.hypervisor.libvirt..")
            .should().dependOnClassesThat().resideInAnyPackage("org.libvirt..", "com.sun.jna..");
        rule.check(CLASSES);
    }

    /** The authentication filter belongs to the tokens it checks; moved to api it would make api depend on account and back. */
    @Test
    void jaxRsStaysInResourcesAndApi() {
        ArchRule rule = noClasses()
            .that().resideOutsideOfPackage("org.stillframe.api..")
            .and().haveNameNotMatching(RESOURCE)
            .and().haveSimpleNameNotEndingWith("Filter")
            .should().dependOnClassesThat().resideInAPackage("jakarta.ws.rs..");
        rule.check(CLASSES);
    }

    @Test
    void facesStaysInAdmin() {
        ArchRule rule = noClasses()
            .that().resideOutsideOfPackage("org.stillframe.admin..")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta.faces..", "org.primefaces..");
        rule.check(CLASSES);
    }

    @Test
    void batchStaysInBatchletsListenersAndTheRunner() {
        ArchRule rule = noClasses()
            .that().haveSimpleNameNotEndingWith("Batchlet")
            .and().haveSimpleNameNotEndingWith("Listener")
            .and().doNotBelongToAnyOf(OperationRunner.class)
            .should().dependOnClassesThat().resideInAPackage("jakarta.batch..");
        rule.check(CLASSES);
    }

    @Test
    void resourcesAndPagesGoThroughServices() {
        ArchRule rule = noClasses()
            .that().haveNameMatching(RESOURCE)
            .or().resideInAPackage("org.stillframe.admin..")
            .should().dependOnClassesThat().belongToAnyOf(EntityManager.class, Hypervisor.class, Hypervisors.class);
        rule.check(CLASSES);
    }

    // State in one place

    @Test
    void onlyTheLifecycleChangesSnapshots() {
        ArchRule rule = methods()
            .that().areDeclaredIn(Snapshot.class)
            .and().areNotPrivate()
            .and(describe("change it", method -> method.getRawReturnType().isEquivalentTo(void.class)))
            .should(onlyBeCalledFrom(Snapshot.class, SnapshotLifecycle.class));
        rule.check(CLASSES);
    }

    @Test
    void onlySnapshotsAskTheirTable() {
        ArchRule rule = methods()
            .that().areDeclaredIn(SnapshotState.class)
            .and().haveName("on")
            .should(onlyBeCalledFrom(Snapshot.class));
        rule.check(CLASSES);
    }

    @Test
    void onlyOperationsAskTheirTable() {
        ArchRule rule = methods()
            .that().areDeclaredIn(OperationState.class)
            .and().haveName("on")
            .should(onlyBeCalledFrom(Operation.class));
        rule.check(CLASSES);
    }

    // Habits

    @Test
    void nobodyMakesThreads() {
        ArchRule rule = noClasses().that().doNotHaveFullyQualifiedName("org.stillframe.operation.WorkerPool")
            .should().callConstructorWhere(describe(
                    "a thread or timer is made",
                    call -> call.getTargetOwner().isAssignableTo(Thread.class)
                            || call.getTargetOwner().isAssignableTo(java.util.Timer.class)))
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.concurrent.Executors")
            .orShould().dependOnClassesThat().areAssignableTo(java.util.concurrent.ThreadPoolExecutor.class);
        rule.check(CLASSES);
    }

    @Test
    void nobodyPrints() {
        ArchRule rule = noClasses()
            .should().accessFieldWhere(describe(
                    "a standard stream is used",
                    (JavaAccess<?> access) -> access.getTargetOwner().isEquivalentTo(System.class)))
            .orShould().callMethodWhere(describe("a stack trace is printed", call -> call.getName().equals("printStackTrace")));
        rule.check(CLASSES);
    }

    /** Time comes from the injected clock, so that tests can set it. */
    @Test
    void nobodyAsksForTheTimeButTheClock() {
        ArchRule rule = noClasses()
            .should().callMethodWhere(describe(
                    "now() without a clock, or System.currentTimeMillis",
                    (JavaCall<?> call) -> (call.getName().equals("now")
                                    && call.getTargetOwner().getPackageName().equals("java.time")
                                    && call.getTarget().getRawParameterTypes().isEmpty())
                            || call.getName().equals("currentTimeMillis")));
        rule.check(CLASSES);
    }

    /** Calendar timers and triggers wait for the wall clock, and wait for an hour when it is set back by an hour. */
    @Test
    void nothingRecursByTheWallClock() {
        ArchRule rule = noClasses()
            .should().dependOnClassesThat().haveNameMatching(
                    "jakarta\\.ejb\\.(Schedules?|Timeout|Timer|TimerService|ScheduleExpression)"
                            + "|jakarta\\.enterprise\\.concurrent\\.(Trigger|ZonedTrigger|CronTrigger|Schedule|Asynchronous)");
        rule.check(CLASSES);
    }

    @Test
    void everyRecurringTaskHasAThreadOfItsOwn() {
        long tasks = CLASSES.stream()
                .filter(found -> found.isAssignableTo(RecurringTask.class) && !found.isInterface())
                .count();
        assertThat(tasks).isLessThanOrEqualTo(RecurringTasks.THREADS);
    }

    @Test
    void namesSayWhatAThingIs() {
        ArchRule rule = noClasses()
            .should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)");
        rule.check(CLASSES);
    }

    @Test
    void onlyThePortIsAnInterfaceForItsOwnSake() {
        ArchRule rule = classes()
            .that().areInterfaces()
            .and().areNotAnnotations()
            .and().doNotBelongToAnyOf(Hypervisor.class)
            .should(new ArchCondition<JavaClass>("not have exactly one implementation") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    Set<String> implementations = type.getAllSubclasses().stream()
                            .filter(subclass -> !subclass.isInterface())
                            .map(JavaClass::getName)
                            .collect(Collectors.toSet());
                    events.add(new SimpleConditionEvent(
                            type, implementations.size() != 1, type.getName() + " is implemented by " + implementations));
                }
            });
        rule.check(CLASSES);
    }

    private static ArchCondition<JavaMethod> onlyBeCalledFrom(Class<?>... callers) {
        Set<String> allowed = Set.of(callers).stream().map(Class::getName).collect(Collectors.toSet());
        return new ArchCondition<>("only be called from " + allowed) {
            @Override
            public void check(JavaMethod member, ConditionEvents events) {
                member.getAccessesToSelf().stream()
                        .filter(access -> !isAllowed(access.getOriginOwner(), allowed))
                        .forEach(access -> events.add(SimpleConditionEvent.violated(member, access.getDescription())));
            }
        };
    }

    /** Lambdas and nested types count as the class they are written in. */
    private static boolean isAllowed(JavaClass caller, Set<String> allowed) {
        return allowed.stream().anyMatch(name -> caller.getName().equals(name) || caller.getName().startsWith(name + "$"));
    }
}
