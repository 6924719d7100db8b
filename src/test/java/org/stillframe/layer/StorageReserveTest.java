package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.StorageRoom;
import org.stillframe.hypervisor.VolumeInfo;

class StorageReserveTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final int AT_ONCE = 16;

    private final AtomicInteger looks = new AtomicInteger();
    private final StorageReserve reserve = new StorageReserve(1024);

    /** To tell what is free, a host looks at every file of the directory: sixteen creates must not have it do so sixteen times. */
    @Test
    void aHostIsAskedOnceByAllThatCreateAtOnce() {
        Hypervisor host = hostWith(20 * GIBIBYTE);
        CountDownLatch begun = new CountDownLatch(AT_ONCE);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> {
                                begun.countDown();
                                await(begun);
                                reserve.require(host, domainIn("/storage"));
                            },
                            threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }

        assertThat(looks).hasValue(1);
    }

    @Test
    void eachDirectoryIsLookedAt() {
        Hypervisor host = hostWith(20 * GIBIBYTE);

        reserve.require(host, domainIn("/storage"));
        reserve.require(host, domainIn("/other"));

        assertThat(looks).hasValue(2);
    }

    @Test
    void whatHadLittleRoomIsLookedAtAgain() {
        Hypervisor full = hostWith(GIBIBYTE - 1);

        for (int i = 1; i <= 2; i++) {
            assertThatThrownBy(() -> reserve.require(full, domainIn("/storage")))
                    .isInstanceOfSatisfying(
                            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_STORAGE));
        }

        assertThat(looks).hasValue(2);
        assertThatCode(() -> reserve.require(hostWith(20 * GIBIBYTE), domainIn("/storage"))).doesNotThrowAnyException();
    }

    private static DomainInfo domainIn(String directory) {
        VolumeInfo head = new VolumeInfo(directory + "/disk.qcow2", "qcow2", GIBIBYTE, 0);
        return new DomainInfo(
                new DomainRef("qemu:///system", UUID.randomUUID()),
                "web-1",
                PowerState.RUNNING,
                1,
                512,
                List.of(new DiskInfo("vda", List.of(head))),
                List.of());
    }

    private Hypervisor hostWith(long freeBytes) {
        Class<Hypervisor> type = Hypervisor.class;
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("room");
            looks.incrementAndGet();
            // Long enough for the others to come.
            Thread.sleep(50);
            return new StorageRoom(100 * GIBIBYTE, freeBytes);
        }));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
