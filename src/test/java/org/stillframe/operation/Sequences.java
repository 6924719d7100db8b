package org.stillframe.operation;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.EnumMap;
import java.util.Map;

/** Every sequence of steps that the service has, found by itself, without a container: the steps can be named, not run. */
final class Sequences {
    private static final Map<OperationKind, OperationSequence> ALL = find();

    private Sequences() {}

    /** The kind's sequence, or null. */
    static OperationSequence of(OperationKind kind) {
        return ALL.get(kind);
    }

    private static Map<OperationKind, OperationSequence> find() {
        Map<OperationKind, OperationSequence> found = new EnumMap<>(OperationKind.class);
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.stillframe")) {
            if (type.isAssignableTo(OperationSequence.class) && !type.isInterface()) {
                OperationSequence sequence = (OperationSequence) withSteps(type.reflect());
                sequence.kinds().forEach(kind -> {
                    if (found.put(kind, sequence) != null) {
                        throw new IllegalStateException("Two sequences for " + kind);
                    }
                });
            }
        }
        return found;
    }

    private static Object withSteps(Class<?> type) {
        try {
            Object made = make(type);
            for (Field field : type.getDeclaredFields()) {
                if (field.isAnnotationPresent(Inject.class)) {
                    field.setAccessible(true);
                    field.set(made, make(field.getType()));
                }
            }
            return made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object make(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
