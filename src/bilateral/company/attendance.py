"""Who attends a talk or goes on a visit."""

from collections.abc import Iterable

from bilateral.company.model import Company
from bilateral.exchange.model import EVERYONE


def attends(company: Company, attends: Iterable[str]) -> bool:
    """Whether `company` is meant by a list of side ids, company ids or EVERYONE."""
    return not {EVERYONE, company.side, company.id}.isdisjoint(attends)
