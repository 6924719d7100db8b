package org.stillframe.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the service's database says. */
record Books(
        List<Operation> operations, List<Snapshot> snapshots, List<Layer> layers, Map<Long, Disk> disks, List<Pin> pins) {
    private static final Set<String> OPEN = Set.of("QUEUED", "RUNNING");

    record Operation(
            String id, String kind, String status, String step, long server, long snapshot, String undoes, String error) {
        boolean isOpen() {
            return OPEN.contains(status);
        }
    }

    record Snapshot(long id, long server, String status) {}

    record Layer(String id, long disk, String parent, String path, String state, String origin, String operation) {}

    record Disk(long id, long server, String target, String head) {}

    /** @param holder the snapshot or safety point that needs the layer */
    record Pin(String layer, String holder) {}

    /** @param order a column by which operations stand as they were begun */
    static Books read(Connection database, String order) throws SQLException {
        database.setAutoCommit(false);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return new Books(
                all(database, "select * from operation order by " + order, row -> new Operation(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getString("status"),
                        row.getString("step"),
                        row.getLong("server_id"),
                        row.getLong("snapshot_id"),
                        row.getString("undoes"),
                        row.getString("error_detail"))),
                all(database, "select * from snapshot order by id", row -> new Snapshot(
                        row.getLong("id"), row.getLong("server_id"), row.getString("status"))),
                all(database, "select * from layer order by created_at, id", row -> new Layer(
                        row.getString("id"),
                        row.getLong("disk_id"),
                        row.getString("parent_id"),
                        row.getString("path"),
                        row.getString("state"),
                        row.getString("origin"),
                        row.getString("operation_id"))),
                all(database, "select * from disk", row -> new Disk(
                                row.getLong("id"),
                                row.getLong("server_id"),
                                row.getString("target"),
                                row.getString("head_layer_id")))
                        .stream()
                        .collect(Collectors.toMap(Disk::id, disk -> disk)),
                all(database, "select * from layer_pin", row -> new Pin(
                        row.getString("layer_id"),
                        row.getString("snapshot_id") == null
                                ? row.getString("safety_point")
                                : row.getString("snapshot_id"))));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> List<T> all(Connection database, String query, Reading<T> reading) throws SQLException {
        List<T> found = new ArrayList<>();
        try (var statement = database.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(reading.of(rows));
            }
        }
        return found;
    }

    List<Operation> open() {
        return operations.stream().filter(Operation::isOpen).toList();
    }

    List<Disk> disksOf(long server) {
        return disks.values().stream().filter(disk -> disk.server() == server).toList();
    }

    List<Layer> layersOf(Disk disk) {
        return layers.stream().filter(layer -> layer.disk() == disk.id()).toList();
    }

    Layer layer(String id) {
        return layers.stream().filter(layer -> layer.id().equals(id)).findFirst().orElse(null);
    }

    boolean isPinned(Layer layer) {
        return pins.stream().anyMatch(pin -> pin.layer().equals(layer.id()));
    }
}
