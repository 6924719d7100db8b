package org.stillframe.interruption;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What the database says of one server, read past the service. */
@ApplicationScoped
public class Rows {
    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    record Snapshot(long id, String status) {}

    record Disk(long id, String target, String head) {}

    record Layer(String id, String parent, String path, String state, String origin) {}

    /** @param holder the snapshot or the safety point */
    record Pin(String layer, String holder) {}

    record Finding(long id, String kind) {}

    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    <T> List<T> read(Reading<T> reading, String query, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reading.of(rows));
                }
                return found;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Ids of what has not ended on the host, users' operations first. */
    List<String> unfinished(long host, boolean usersOnly) {
        return read(
                row -> row.getString(1),
                "select id from operation where host_id = ? and status in ('QUEUED', 'RUNNING')"
                        + (usersOnly ? " and kind not in ('LAYER_RECLAIM', 'SNAPSHOT_DELETE')" : "")
                        + " order by case when active_server_id is null then 1 else 0 end, created_at",
                host);
    }

    /** Kind, state and step of what has not ended, for people. */
    List<String> unfinishedInWords(long host) {
        return read(
                row -> row.getString(1) + " " + row.getString(2) + " in " + row.getString(3),
                "select kind, status, step from operation where host_id = ? and status in ('QUEUED', 'RUNNING')",
                host);
    }

    List<Snapshot> snapshots(long server) {
        return read(
                row -> new Snapshot(row.getLong(1), row.getString(2)),
                "select id, status from snapshot where server_id = ? order by id",
                server);
    }

    /** Accounts that are said to have another number of snapshots than they have. */
    List<String> miscounted() {
        return read(
                row -> "account " + row.getLong(1) + " is said to have " + row.getLong(2) + " and has " + row.getLong(3),
                "select id, told, held from (select a.id, a.snapshots"
                        + " + (select coalesce(sum(c.more), 0) from snapshot_total_change c where c.account_id = a.id) as told,"
                        + " (select count(*) from snapshot s where s.account_id = a.id and s.status <> 'DELETED') as held"
                        + " from account a) counted where told <> held");
    }

    List<Disk> disks(long server) {
        return read(
                row -> new Disk(row.getLong(1), row.getString(2), row.getString(3)),
                "select id, target, head_layer_id from disk where server_id = ? order by target",
                server);
    }

    List<Layer> layers(long disk) {
        return read(
                row -> new Layer(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)),
                "select id, parent_id, path, state, origin from layer where disk_id = ?",
                disk);
    }

    List<Pin> pins(long disk) {
        return read(
                row -> new Pin(row.getString(1), row.getString(2)),
                "select p.layer_id, coalesce(p.safety_point, cast(p.snapshot_id as varchar(20))) from layer_pin p"
                        + " join layer l on l.id = p.layer_id where l.disk_id = ?",
                disk);
    }

    /** Ids of the restores that can be undone; one without an end of its time is told as such. */
    List<String> safetyPoints(long server) {
        return read(
                row -> row.getString(1) + (row.getObject(2) == null ? " without an end" : ""),
                "select operation_id, expires_at from safety_point where server_id = ?",
                server);
    }

    List<String> status(long server) {
        return read(row -> row.getString(1), "select status from server where id = ?", server);
    }

    List<Finding> openFindings(long host) {
        return read(
                row -> new Finding(row.getLong(1), row.getString(2)),
                "select id, kind from drift where host_id = ? and resolved_at is null",
                host);
    }
}
