"""The destinations with advice, and their names in the ministry's texts."""

from collections.abc import Mapping
from functools import cache

from advisory_watch.core.destinations import destination_of_code, normalise

ID = "nl_bz"

HOMEPAGE = "https://www.nederlandwereldwijd.nl/reisadvies"

KEYS = """
ABW aruba, AFG afghanistan, AGO angola, AIA anguilla, ALB albanie, AND andorra,
ARE verenigde-arabische-emiraten, ARG argentinie, ARM armenie, ASM amerikaans-samoa,
ATA antarctica, ATG antigua-en-barbuda, AUS australie, AUT oostenrijk, AZE azerbeidzjan,
BDI burundi, BEL belgie, BEN benin, BFA burkina-faso, BGD bangladesh, BGR bulgarije, BHR bahrein,
BHS bahamas, BIH bosnie-en-herzegovina, BLR belarus-wit-rusland, BLZ belize, BOL bolivia,
BQ-BO bonaire, BQ-SA saba, BQ-SE sint-eustatius, BRA brazilie, BRB barbados,
BRN brunei-darussalam, BTN bhutan, BWA botswana, CAF centraal-afrikaanse-republiek, CAN canada,
CHE zwitserland, CHL chili, CHN china, CIV ivoorkust, CMR kameroen,
COD congo-democratische-republiek, COG congo-de-republiek, COK cookeilanden, COL colombia,
COM comoren, CPV kaapverdie, CRI costa-rica, CUB cuba, CUW curacao, CYM kaaimaneilanden,
CYP cyprus, CZE tsjechie, DEU duitsland, DJI djibouti, DMA dominica, DNK denemarken,
DOM dominicaanse-republiek, DZA algerije, ECU ecuador, EGY egypte, ERI eritrea, ESP spanje,
EST estland, ETH ethiopie, FIN finland, FJI fiji, FRA frankrijk, FRO faeroer, FSM micronesie,
GAB gabon, GBR verenigd-koninkrijk, GEO georgie, GHA ghana, GIN guinee, GLP guadeloupe,
GMB gambia, GNB guinee-bissau, GNQ equatoriaal-guinea, GRC griekenland, GRD grenada,
GRL groenland, GTM guatemala, GUF frans-guyana, GUY guyana, HKG hongkong, HND honduras,
HRV kroatie, HTI haiti, HUN hongarije, IDN indonesie, IND india, IRL ierland, IRN iran, IRQ irak,
ISL ijsland, ISR israel, ITA italie, JAM jamaica, JOR jordanie, JPN japan, KAZ kazachstan,
KEN kenia, KGZ kirgizie, KHM cambodja, KIR kiribati, KNA saint-kitts-en-nevis, KOR zuid-korea,
KWT koeweit, LAO laos, LBN libanon, LBR liberia, LBY libie, LCA saint-lucia, LIE liechtenstein,
LKA sri-lanka, LSO lesotho, LTU litouwen, LUX luxemburg, LVA letland, MAC macau-sar, MAR marokko,
MCO monaco, MDA moldavie, MDG madagaskar, MDV maldiven, MEX mexico, MHL marshalleilanden,
MKD noord-macedonie, MLI mali, MLT malta, MMR myanmar, MNE montenegro, MNG mongolie,
MOZ mozambique, MRT mauritanie, MSR montserrat, MTQ martinique, MUS mauritius, MWI malawi,
MYS maleisie, NAM namibie, NCL nieuw-caledonie, NER niger, NGA nigeria, NIC nicaragua, NIU niue,
NOR noorwegen, NPL nepal, NRU nauru, NZL nieuw-zeeland, OMN oman, PAK pakistan, PAN panama,
PCN pitcairneilanden, PER peru, PHL filipijnen, PLW palau, PNG papoea-nieuw-guinea, POL polen,
PRI puerto-rico, PRK noord-korea, PRT portugal, PRY paraguay, PSE palestijnse-gebieden,
PYF frans-polynesie, QAT qatar, REU reunion, ROU roemenie, RUS rusland, RWA rwanda,
SAU saoedi-arabie, SDN sudan, SEN senegal, SGP singapore, SJM spitsbergen, SLB salomonseilanden,
SLE sierra-leone, SLV el-salvador, SMR san-marino, SOM somalie, SRB servie, SSD zuid-sudan,
STP sao-tome-en-principe, SUR suriname, SVK slowakije, SVN slovenie, SWE zweden, SWZ eswatini,
SXM sint-maarten, SYC seychellen, SYR syrie, TCA turks-en-caicoseilanden, TCD tsjaad, TGO togo,
THA thailand, TJK tadzjikistan, TKL tokelau-eilanden, TKM turkmenistan, TLS oost-timor, TON tonga,
TTO trinidad-en-tobago, TUN tunesie, TUR turkije, TUV tuvalu, TWN taiwan, TZA tanzania,
UGA uganda, UKR oekraine, URY uruguay, USA verenigde-staten-van-amerika, UZB oezbekistan,
VCT saint-vincent-en-de-grenadines, VEN venezuela, VGB britse-maagdeneilanden,
VIR amerikaanse-maagdeneilanden, VNM vietnam, VUT vanuatu, WLF wallis-en-futuna, WSM samoa,
XKX kosovo, YEM jemen, ZAF zuid-afrika, ZMB zambia, ZWE zimbabwe
"""
"""Codes and keys from the ministry's own list (2026-09); a key is a destination's Dutch name.

Vatican City is on that list, but has no advice. Parts of a country that have advice of their own
are destinations here.
"""

SHORT_NAMES = """
AE VAE, CD Democratische Republiek Congo, CD DRC, CG Republiek Congo, GB Groot-Brittannië, GB VK,
NR Naoero, US Amerika, US Verenigde Staten, US VS
"""
"""Other names that sentences use instead of the name in `location`. Add a new name here."""


def codes() -> tuple[str, ...]:
    """Return the ISO codes by which the documents are named, in order."""
    return tuple(code for code, _ in _rows(KEYS))


def code_named(name: str) -> str | None:
    """Return the destination that has this Dutch name; None for any other place."""
    return _codes_by_name().get(plain_name(name))


def plain_name(name: str) -> str:
    """Reduce a name for comparison: no article, accents, spaces or hyphens."""
    words = normalise(name).split()
    return "".join(words[1:] if words[:1] in (["de"], ["het"]) else words)


def _rows(table: str) -> tuple[tuple[str, str], ...]:
    rows = (row.split(maxsplit=1) for row in table.split(","))
    return tuple((code, name) for code, name in rows)


@cache
def _codes_by_name() -> Mapping[str, str]:
    keys = {plain_name(key): destination_of_code(code) for code, key in _rows(KEYS)}
    return keys | {plain_name(name): code for code, name in _rows(SHORT_NAMES)}
