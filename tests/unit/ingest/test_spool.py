import asyncio

from services.ingest.spool import IN_MEMORY, PIECE, Spool


async def drain(spool: Spool) -> bytes:
    taken = []
    while data := await spool.take():
        assert len(data) <= PIECE
        taken.append(data)
    return b"".join(taken)


def test_what_goes_in_comes_out_in_order_however_much_waits() -> None:
    async def run() -> None:
        with Spool() as spool:
            for number in range(300):
                spool.put(b"%06d" % number * 2000)
            assert spool._written > 3 * IN_MEMORY
            spool.end()
            assert await drain(spool) == b"".join(b"%06d" % number * 2000 for number in range(300))

    asyncio.run(run())


def test_a_reader_that_waits_gets_what_is_put_at_once() -> None:
    async def run() -> None:
        with Spool() as spool:
            reading = asyncio.create_task(spool.take())
            await asyncio.sleep(0)
            assert not reading.done()
            spool.put(b"a")
            assert await reading == b"a"
            spool.end()
            assert await spool.take() == b""

    asyncio.run(run())


def test_the_space_of_what_was_read_is_used_again() -> None:
    async def run() -> None:
        with Spool() as spool:
            for _ in range(100):
                spool.put(b"x" * 1000)
                await spool.take()
            assert spool._written == 0

    asyncio.run(run())
