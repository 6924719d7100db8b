package org.stillframe.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Things that can be listed whole or a page at a time. A page begins after the last item of the one before, so that it neither
 * repeats nor skips anything, whatever has come or gone meanwhile.
 *
 * @param count how many there are
 * @param pages where the items come from
 * @param key what tells an item's place in the order, unique
 */
public record Listing<T>(LongSupplier count, Pages<T> pages, Function<T, String> key) {
    /** Gives the items in their order. */
    @FunctionalInterface
    public interface Pages<T> {
        /**
         * The next items.
         *
         * @param key of the last item before them, or null for the first items
         * @param most how many at most
         * @throws IllegalArgumentException if no item can have that key
         */
        List<T> after(String key, int most);
    }

    /** The id that all items of a query are to be below, if there is one. */
    public static Optional<Long> bound(long id) {
        return id == Long.MAX_VALUE ? Optional.empty() : Optional.of(id);
    }

    /** Gives the items with the greatest ids below a number, the greatest first. */
    @FunctionalInterface
    public interface Below<T> {
        List<T> of(long id, int most);
    }

    /** Things whose ids ascend as they are made, the newest first. */
    public static <T> Listing<T> newestFirst(LongSupplier count, Below<T> below, ToLongFunction<T> id) {
        return new Listing<>(
                count,
                (key, most) -> below.of(key == null ? Long.MAX_VALUE : Long.parseLong(key), most),
                item -> Long.toString(id.applyAsLong(item)));
    }

    /** The few things that are at hand anyway. If the item that a page begins after is gone, the list has ended. */
    public static <T> Listing<T> of(List<T> items, Function<T, String> key) {
        return new Listing<>(
                items::size,
                (after, most) -> items.stream()
                        .dropWhile(item -> after != null && !key.apply(item).equals(after))
                        .skip(after == null ? 0 : 1)
                        .limit(most)
                        .toList(),
                key);
    }
}
