"""What it costs to write and read a large workbook: python benchmarks/workbook.py COMPANIES.

Each company has five offers, a representative and, on average, five requests to the other side. Prints CPU seconds,
the file's size and the most memory that the process held so far.
"""

import random
import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

from bilateral.company.model import Company, Offer, Person
from bilateral.meeting.model import Request
from bilateral.text import Text
from bilateral.workbook.model import Workbook
from bilateral.workbook.read import read_workbook
from bilateral.workbook.template import template_workbook
from bilateral.workbook.write import write_workbook


def large_workbook(count: int) -> Workbook:
    """An exchange of `count` companies."""
    chance = random.Random(1)  # noqa: S311  # no secret hangs on it
    companies = tuple(_company(number) for number in range(count))
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < 5 * count:
        asker, asked = chance.randrange(count), chance.randrange(count)
        if (asker - asked) % 2:
            pairs.add((asker, asked))
    requests = tuple(
        Request(f"Q{number}", f"C{asker}", f"C{asked}") for number, (asker, asked) in enumerate(sorted(pairs))
    )
    workbook = template_workbook()
    exchange = replace(workbook.exchange, talks=())
    return replace(workbook, exchange=exchange, companies=companies, requests=requests, visits=())


def _company(number: int) -> Company:
    offers = tuple(
        Offer(
            f"C{number}-O{kind}",
            Text(
                zh=f"干式变压器{number}型，容量2500千伏安，第{kind}种，防护等级IP20，可带外壳出口",
                ru=f"Сухой трансформатор {number}, исполнение {kind}, 2500 кВА",
            ),
            hs="850434",
            certificates=("ISO 9001",),
        )
        for kind in range(5)
    )
    return Company(
        f"C{number}",
        ("host", "guest")[number % 2],
        Text(zh=f"第{number}公司", en=f"Company {number}"),
        ("CN", "RU")[number % 2],
        ("zh", "en"),
        people=(Person(f"C{number}-P1", Text(zh="李示例")),),
        offers=offers,
    )


def _tell(what: str, began: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{what}: {time.process_time() - began:.1f} s of CPU, {peak:.0f} MB at most\n")


def main() -> None:
    """Measure and print."""
    workbook = large_workbook(int(sys.argv[1]))
    began = time.process_time()
    data = write_workbook(workbook, language="zh", written_at=datetime(2024, 3, 1, tzinfo=UTC))
    _tell(f"written, {len(data) / 2**20:.1f} MB", began)
    began = time.process_time()
    same = read_workbook(data).workbook == workbook
    _tell(f"read, {'equal' if same else 'NOT EQUAL'}", began)


if __name__ == "__main__":
    main()
