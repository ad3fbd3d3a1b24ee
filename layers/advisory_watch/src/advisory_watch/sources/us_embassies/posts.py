"""The posts of the United States abroad, and the destinations that each of them covers."""

from collections.abc import Iterator
from dataclasses import dataclass

_ONE_EACH = """
AE AF AL AM AR AT AU AZ BA BD BE BF BG BH BI BJ BN BO BR BW BY BZ
CA CD CF CG CI CL CM CO CR CU CV CY CZ DE DJ DO DZ EC EE EG ER ET FI FM
GA GE GH GM GN GQ GR GT GY HN HR HT HU ID IE IN IQ IS JO JP KE KG KH KR KW KZ
LA LB LR LS LT LU LV LY MA MD ME MH MK ML MM MN MR MT MW MX MY MZ NA NE NG NI NL NP
OM PA PE PH PK PL PT PW PY QA RO RS RU RW SA SD SE SG SI SK SL SO SS SV SY SZ
TD TG TH TJ TL TM TN TR TT TZ UA UG UY UZ VA VE VN WS XK YE ZA ZM ZW
"""
"""Destinations with a site of their own, `<code>.usembassy.gov`."""

_SEVERAL = """
ao AO ST
bb BB AG AI BL DM GD GP KN LC MF MQ MS VC VG
bs BS TC
ch CH LI
dk DK FO GL
es ES AD
fj FJ KI NC NR PF TO TV
fr FR MC
il IL PS
it IT SM
jm JM KY
lk LK MV
mg MG KM
mu MU SC
no NO SJ
nz NZ CK NU
pg PG SB VU
sn SN GW
sr SR GF
uk GB
"""
"""Sites that cover more than their own country, or are not named by its code.

Bridgetown's site covers the eastern Caribbean and its French islands, Suva's the Pacific.
"""

_ELSEWHERE = """
bm.usconsulate.gov BM
china.usembassy-china.org.cn CN
cw.usconsulate.gov CW AW BQ-BO BQ-SA BQ-SE SX
hk.usconsulate.gov HK MO
www.ait.org.tw TW
"""
"""Consulates general that belong to no embassy, and hosts of another form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An embassy, a consulate general or an institute, identified by the host of its site."""

    host: str
    destinations: frozenset[str]


def _posts() -> Iterator[Post]:
    own = (f"{code.lower()} {code}" for code in _ONE_EACH.split())
    for row in (*own, *_SEVERAL.strip().splitlines(), *_ELSEWHERE.strip().splitlines()):
        name, *codes = row.split()
        host = name if "." in name else f"{name}.usembassy.gov"
        yield Post(host=host, destinations=frozenset(codes))


POSTS: tuple[Post, ...] = tuple(sorted(_posts(), key=lambda post: post.host))
"""Every post, in order of its host; a destination belongs to at most one post."""

POST_OF_HOST = {post.host: post for post in POSTS}
