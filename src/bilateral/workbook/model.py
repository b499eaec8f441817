"""What an exchange workbook holds."""

from dataclasses import dataclass

from bilateral.company.model import Company
from bilateral.exchange.model import Exchange
from bilateral.meeting.model import Request
from bilateral.visit.model import Visit


@dataclass(frozen=True, slots=True)
class Workbook:
    """Everything that organisers keep of one exchange."""

    exchange: Exchange
    companies: tuple[Company, ...] = ()
    requests: tuple[Request, ...] = ()
    visits: tuple[Visit, ...] = ()
