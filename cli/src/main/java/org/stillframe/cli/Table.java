package org.stillframe.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Aligned columns under headings. */
final class Table {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]+");
    private static final String GAP = "   ";
    private static final int WIDEST = 60;

    private static final String UNKNOWN = "-";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = new ArrayList<>(List.of(headings));
    }

    /** Leaves the column out if nothing is known of any row. */
    Table onlyIfKnown(String heading) {
        int column = headings.indexOf(heading);
        if (rows.stream().allMatch(row -> row.get(column).equals(UNKNOWN))) {
            headings.remove(column);
            rows.forEach(row -> row.remove(column));
        }
        return this;
    }

    /** @param cells one for each column; null for what is not known */
    Table row(Object... cells) {
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? UNKNOWN : line(cell.toString()))
                .collect(Collectors.toCollection(ArrayList::new)));
        return this;
    }

    /** What the service sends cannot move the cursor, and a long description does not push the rest away. */
    private static String line(String text) {
        String plain = CONTROL.matcher(text).replaceAll(" ").strip();
        int length = plain.codePointCount(0, plain.length());
        return length <= WIDEST ? plain : plain.substring(0, plain.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    /** @param paint gives a cell its colour */
    List<String> lines(UnaryOperator<String> paint) {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = width(headings.get(column));
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headings, widths, UnaryOperator.identity()));
        rows.forEach(row -> lines.add(line(row, widths, paint)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, UnaryOperator<String> paint) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String space = column == widths.length - 1 ? "" : " ".repeat(widths[column] - width(cell)) + GAP;
            line.append(paint.apply(cell)).append(space);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
