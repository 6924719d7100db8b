package org.stillframe.database;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The conditions of a query that is put together from what is asked for. Values only ever go in as parameters. */
public final class Conditions {
    private final StringBuilder clause = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    /**
     * Adds one that must hold as well.
     *
     * @param condition with a {@code ?} for each value in turn
     */
    public Conditions and(String condition, Object... given) {
        clause.append(clause.isEmpty() ? " where (" : " and (");
        int next = 0;
        for (char character : condition.toCharArray()) {
            clause.append(character);
            if (character == '?') {
                values.add(given[next++]);
                clause.append(values.size());
            }
        }
        clause.append(')');
        return this;
    }

    /** The same if there is a value. */
    public Conditions and(String condition, Optional<?> given) {
        given.ifPresent(value -> and(condition, new Object[] {value}));
        return this;
    }

    /** Its value must be one of these. Each is a parameter of its own: a collection would have the statement written anew each time. */
    public Conditions in(String path, List<?> given) {
        return and(path + " in (" + String.join(", ", Collections.nCopies(given.size(), "?")) + ")", given.toArray());
    }

    /**
     * The query with these conditions.
     *
     * @param select all that comes before them
     * @param order all that comes after them
     */
    public <T> TypedQuery<T> query(EntityManager entityManager, String select, String order, Class<T> type) {
        TypedQuery<T> query = entityManager.createQuery(select + clause + order, type);
        for (int i = 0; i < values.size(); i++) {
            query.setParameter(i + 1, values.get(i));
        }
        return query;
    }
}
