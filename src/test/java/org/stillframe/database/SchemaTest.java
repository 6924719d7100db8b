package org.stillframe.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import javax.xml.parsers.DocumentBuilderFactory;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.NodeList;

/** The migrations run, and the entities and the tables they make say the same. */
class SchemaTest {
    private static Connection connection;

    @BeforeAll
    static void migrate() throws SQLException {
        DataSource database = database();
        connection = database.getConnection();
        assertThat(Flyway.configure().dataSource(database).load().migrate().success).isTrue();
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @Test
    void migratingAgainDoesNothing() {
        assertThat(Flyway.configure().dataSource(database()).load().migrate().migrationsExecuted).isZero();
    }

    @ParameterizedTest
    @MethodSource("entities")
    void everyEntityHasExactlyTheColumnsOfItsTable(Class<?> entity) throws SQLException {
        String table = entity.getAnnotation(Table.class).name();
        Set<String> columns = new TreeSet<>(query(
                "select lower(column_name) from information_schema.columns where lower(table_name) = '" + table + "'"));

        assertThat(persistentFields(entity).map(SchemaTest::column)).containsExactlyInAnyOrderElementsOf(columns);
    }

    @ParameterizedTest
    @MethodSource("entities")
    void everyEntityHasAnIdAndItsSequence(Class<?> entity) throws SQLException {
        List<Field> ids = persistentFields(entity).filter(field -> field.isAnnotationPresent(Id.class)).toList();
        assertThat(ids).hasSize(1);
        SequenceGenerator generator = ids.get(0).getAnnotation(SequenceGenerator.class);
        if (generator != null) {
            assertThat(query("select lower(sequence_name) from information_schema.sequences where increment = "
                            + generator.allocationSize()))
                    .contains(generator.sequenceName());
        }
    }

    @ParameterizedTest
    @MethodSource("entities")
    void versionsAreNeverNull(Class<?> entity) throws SQLException {
        String table = entity.getAnnotation(Table.class).name();
        boolean versioned = persistentFields(entity).anyMatch(field -> field.isAnnotationPresent(Version.class));
        if (versioned) {
            assertThat(query("select is_nullable from information_schema.columns where lower(column_name) = 'version'"
                            + " and lower(table_name) = '" + table + "'"))
                    .containsExactly("NO");
        }
    }

    @Test
    void twoUnfinishedOperationsCannotShareAServer() throws SQLException {
        assertThat(query("select lower(c.column_name) from information_schema.table_constraints t"
                        + " join information_schema.constraint_column_usage c on c.constraint_name = t.constraint_name"
                        + " where t.constraint_type = 'UNIQUE' and lower(t.table_name) = 'operation'"))
                .containsExactly("active_server_id");
    }

    static List<Class<?>> entities() throws Exception {
        List<Class<?>> entities = new ArrayList<>();
        try (InputStream xml = SchemaTest.class.getResourceAsStream("/META-INF/persistence.xml")) {
            NodeList classes = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getElementsByTagName("class");
            for (int i = 0; i < classes.getLength(); i++) {
                Class<?> type = Class.forName(classes.item(i).getTextContent().strip());
                if (type.isAnnotationPresent(Table.class)) {
                    entities.add(type);
                }
            }
        }
        return entities;
    }

    private static Stream<Field> persistentFields(Class<?> entity) {
        return Arrays.stream(entity.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .filter(field -> !field.isAnnotationPresent(Transient.class));
    }

    private static String column(Field field) {
        Column column = field.getAnnotation(Column.class);
        if (column != null && !column.name().isEmpty()) {
            return column.name();
        }
        String name = field.getName().toLowerCase(Locale.ROOT);
        return field.isAnnotationPresent(ManyToOne.class) ? name + "_id" : name;
    }

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:schema;DB_CLOSE_DELAY=-1");
        return database;
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
