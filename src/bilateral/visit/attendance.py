"""Who is taken up by a talk or a visit."""

from bilateral.company.model import Company
from bilateral.exchange.model import EVERYONE, Talk
from bilateral.visit.model import Visit


def attends(company: Company, event: Talk | Visit) -> bool:
    """Whether `company` goes to the talk or on the visit; the enterprise that is visited is at home then."""
    invited = {EVERYONE, company.side, company.id}
    return not invited.isdisjoint(event.attends) or (isinstance(event, Visit) and event.host == company.id)
