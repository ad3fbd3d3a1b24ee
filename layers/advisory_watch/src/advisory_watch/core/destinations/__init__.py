"""Destinations: ISO 3166 codes, FIPS 10-4 codes, names and synonyms.

Names are never guessed. A name that is not in the tables raises `UnknownDestination`, since a
near match (Niger and Nigeria, the two Congos) would warn of the wrong country.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import chain
from unicodedata import combining, normalize

from advisory_watch.core.errors import UnknownDestination

_COUNTRIES = """
AD AND Andorra
AE ARE United Arab Emirates
AF AFG Afghanistan
AG ATG Antigua and Barbuda
AI AIA Anguilla
AL ALB Albania
AM ARM Armenia
AO AGO Angola
AQ ATA Antarctica
AR ARG Argentina
AS ASM American Samoa
AT AUT Austria
AU AUS Australia
AW ABW Aruba
AX ALA Åland Islands
AZ AZE Azerbaijan
BA BIH Bosnia and Herzegovina
BB BRB Barbados
BD BGD Bangladesh
BE BEL Belgium
BF BFA Burkina Faso
BG BGR Bulgaria
BH BHR Bahrain
BI BDI Burundi
BJ BEN Benin
BL BLM Saint Barthélemy
BM BMU Bermuda
BN BRN Brunei
BO BOL Bolivia
BQ BES Caribbean Netherlands
BR BRA Brazil
BS BHS Bahamas
BT BTN Bhutan
BV BVT Bouvet Island
BW BWA Botswana
BY BLR Belarus
BZ BLZ Belize
CA CAN Canada
CC CCK Cocos (Keeling) Islands
CD COD Democratic Republic of the Congo
CF CAF Central African Republic
CG COG Republic of the Congo
CH CHE Switzerland
CI CIV Côte d'Ivoire
CK COK Cook Islands
CL CHL Chile
CM CMR Cameroon
CN CHN China
CO COL Colombia
CR CRI Costa Rica
CU CUB Cuba
CV CPV Cabo Verde
CW CUW Curaçao
CX CXR Christmas Island
CY CYP Cyprus
CZ CZE Czechia
DE DEU Germany
DJ DJI Djibouti
DK DNK Denmark
DM DMA Dominica
DO DOM Dominican Republic
DZ DZA Algeria
EC ECU Ecuador
EE EST Estonia
EG EGY Egypt
EH ESH Western Sahara
ER ERI Eritrea
ES ESP Spain
ET ETH Ethiopia
FI FIN Finland
FJ FJI Fiji
FK FLK Falkland Islands
FM FSM Micronesia
FO FRO Faroe Islands
FR FRA France
GA GAB Gabon
GB GBR United Kingdom
GD GRD Grenada
GE GEO Georgia
GF GUF French Guiana
GG GGY Guernsey
GH GHA Ghana
GI GIB Gibraltar
GL GRL Greenland
GM GMB Gambia
GN GIN Guinea
GP GLP Guadeloupe
GQ GNQ Equatorial Guinea
GR GRC Greece
GS SGS South Georgia and the South Sandwich Islands
GT GTM Guatemala
GU GUM Guam
GW GNB Guinea-Bissau
GY GUY Guyana
HK HKG Hong Kong
HM HMD Heard Island and McDonald Islands
HN HND Honduras
HR HRV Croatia
HT HTI Haiti
HU HUN Hungary
ID IDN Indonesia
IE IRL Ireland
IL ISR Israel
IM IMN Isle of Man
IN IND India
IO IOT British Indian Ocean Territory
IQ IRQ Iraq
IR IRN Iran
IS ISL Iceland
IT ITA Italy
JE JEY Jersey
JM JAM Jamaica
JO JOR Jordan
JP JPN Japan
KE KEN Kenya
KG KGZ Kyrgyzstan
KH KHM Cambodia
KI KIR Kiribati
KM COM Comoros
KN KNA Saint Kitts and Nevis
KP PRK North Korea
KR KOR South Korea
KW KWT Kuwait
KY CYM Cayman Islands
KZ KAZ Kazakhstan
LA LAO Laos
LB LBN Lebanon
LC LCA Saint Lucia
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania
LU LUX Luxembourg
LV LVA Latvia
LY LBY Libya
MA MAR Morocco
MC MCO Monaco
MD MDA Moldova
ME MNE Montenegro
MF MAF Saint Martin
MG MDG Madagascar
MH MHL Marshall Islands
MK MKD North Macedonia
ML MLI Mali
MM MMR Myanmar
MN MNG Mongolia
MO MAC Macao
MP MNP Northern Mariana Islands
MQ MTQ Martinique
MR MRT Mauritania
MS MSR Montserrat
MT MLT Malta
MU MUS Mauritius
MV MDV Maldives
MW MWI Malawi
MX MEX Mexico
MY MYS Malaysia
MZ MOZ Mozambique
NA NAM Namibia
NC NCL New Caledonia
NE NER Niger
NF NFK Norfolk Island
NG NGA Nigeria
NI NIC Nicaragua
NL NLD Netherlands
NO NOR Norway
NP NPL Nepal
NR NRU Nauru
NU NIU Niue
NZ NZL New Zealand
OM OMN Oman
PA PAN Panama
PE PER Peru
PF PYF French Polynesia
PG PNG Papua New Guinea
PH PHL Philippines
PK PAK Pakistan
PL POL Poland
PM SPM Saint Pierre and Miquelon
PN PCN Pitcairn
PR PRI Puerto Rico
PS PSE Palestine
PT PRT Portugal
PW PLW Palau
PY PRY Paraguay
QA QAT Qatar
RE REU Réunion
RO ROU Romania
RS SRB Serbia
RU RUS Russia
RW RWA Rwanda
SA SAU Saudi Arabia
SB SLB Solomon Islands
SC SYC Seychelles
SD SDN Sudan
SE SWE Sweden
SG SGP Singapore
SH SHN Saint Helena, Ascension and Tristan da Cunha
SI SVN Slovenia
SJ SJM Svalbard and Jan Mayen
SK SVK Slovakia
SL SLE Sierra Leone
SM SMR San Marino
SN SEN Senegal
SO SOM Somalia
SR SUR Suriname
SS SSD South Sudan
ST STP São Tomé and Príncipe
SV SLV El Salvador
SX SXM Sint Maarten
SY SYR Syria
SZ SWZ Eswatini
TC TCA Turks and Caicos Islands
TD TCD Chad
TF ATF French Southern Territories
TG TGO Togo
TH THA Thailand
TJ TJK Tajikistan
TK TKL Tokelau
TL TLS Timor-Leste
TM TKM Turkmenistan
TN TUN Tunisia
TO TON Tonga
TR TUR Türkiye
TT TTO Trinidad and Tobago
TV TUV Tuvalu
TW TWN Taiwan
TZ TZA Tanzania
UA UKR Ukraine
UG UGA Uganda
UM UMI United States Minor Outlying Islands
US USA United States
UY URY Uruguay
UZ UZB Uzbekistan
VA VAT Vatican City
VC VCT Saint Vincent and the Grenadines
VE VEN Venezuela
VG VGB British Virgin Islands
VI VIR U.S. Virgin Islands
VN VNM Vietnam
VU VUT Vanuatu
WF WLF Wallis and Futuna
WS WSM Samoa
YE YEM Yemen
YT MYT Mayotte
ZA ZAF South Africa
ZM ZMB Zambia
ZW ZWE Zimbabwe
"""
"""The 249 codes of ISO 3166-1: alpha-2, alpha-3, our English name."""

_PARTS = {
    "BQ-BO": "Bonaire",
    "BQ-SA": "Saba",
    "BQ-SE": "Sint Eustatius",
    "ES-CN": "Canary Islands",
    "PT-20": "Azores",
    "PT-30": "Madeira",
}
"""Subdivisions (ISO 3166-2) that a publisher lists in addition to their country."""

_ROWS = [row.split(maxsplit=2) for row in _COUNTRIES.strip().splitlines()]

COUNTRIES: Mapping[str, str] = {alpha2: name for alpha2, _, name in _ROWS}
"""The countries of ISO 3166-1 only, by alpha-2 code."""

CODES: Mapping[str, str] = {**COUNTRIES, "XK": "Kosovo", **_PARTS}
"""The names of all known destinations, by code."""

CODE_OF_ALPHA3: Mapping[str, str] = {alpha3: alpha2 for alpha2, alpha3, _ in _ROWS} | {"XKX": "XK"}
"""Alpha-2 code by alpha-3 code; `XKX` is how the European Union writes Kosovo."""

CODE_OF_RESERVED: Mapping[str, str] = {"IC": "ES-CN", "UK": "GB"}
"""Codes that ISO reserves exceptionally, and the code that we use instead.

Canada's index uses `IC` for the Canary Islands.
"""


_TABLE = """
AA AW Aruba
AC AG Antigua and Barbuda
AE AE United Arab Emirates
AF AF Afghanistan
AG DZ Algeria
AJ AZ Azerbaijan
AL AL Albania
AM AM Armenia
AN AD Andorra
AO AO Angola
AQ AS American Samoa
AR AR Argentina
AS AU Australia
AT AU Ashmore and Cartier Islands
AU AT Austria
AV AI Anguilla
AY AQ Antarctica
BA BH Bahrain
BB BB Barbados
BC BW Botswana
BD BM Bermuda
BE BE Belgium
BF BS Bahamas, The
BG BD Bangladesh
BH BZ Belize
BK BA Bosnia and Herzegovina
BL BO Bolivia
BM MM Burma
BN BJ Benin
BO BY Belarus
BP SB Solomon Islands
BQ UM Navassa Island
BR BR Brazil
BS TF Bassas da India
BT BT Bhutan
BU BG Bulgaria
BV BV Bouvet Island
BX BN Brunei
BY BI Burundi
CA CA Canada
CB KH Cambodia
CD TD Chad
CE LK Sri Lanka
CF CG Congo, Republic of the
CG CD Congo, Democratic Republic of the
CH CN China
CI CL Chile
CJ KY Cayman Islands
CK CC Cocos (Keeling) Islands
CM CM Cameroon
CN KM Comoros
CO CO Colombia
CQ MP Northern Mariana Islands
CR AU Coral Sea Islands
CS CR Costa Rica
CT CF Central African Republic
CU CU Cuba
CV CV Cape Verde
CW CK Cook Islands
CY CY Cyprus
DA DK Denmark
DJ DJ Djibouti
DO DM Dominica
DQ UM Jarvis Island
DR DO Dominican Republic
EC EC Ecuador
EG EG Egypt
EI IE Ireland
EK GQ Equatorial Guinea
EN EE Estonia
ER ER Eritrea
ES SV El Salvador
ET ET Ethiopia
EU TF Europa Island
EZ CZ Czech Republic
FG GF French Guiana
FI FI Finland
FJ FJ Fiji
FK FK Falkland Islands (Islas Malvinas)
FM FM Micronesia, Federated States of
FO FO Faroe Islands
FP PF French Polynesia
FQ UM Baker Island
FR FR France
FS TF French Southern and Antarctic Lands
GA GM Gambia, The
GB GA Gabon
GG GE Georgia
GH GH Ghana
GI GI Gibraltar
GJ GD Grenada
GK GG Guernsey
GL GL Greenland
GM DE Germany
GO TF Glorioso Islands
GP GP Guadeloupe
GQ GU Guam
GR GR Greece
GT GT Guatemala
GV GN Guinea
GY GY Guyana
GZ PS Gaza Strip
HA HT Haiti
HK HK Hong Kong
HM HM Heard Island and McDonald Islands
HO HN Honduras
HQ UM Howland Island
HR HR Croatia
HU HU Hungary
IC IS Iceland
ID ID Indonesia
IM IM Isle of Man
IN IN India
IO IO British Indian Ocean Territory
IP FR Clipperton Island
IR IR Iran
IS IL Israel
IT IT Italy
IV CI Cote d'Ivoire
IZ IQ Iraq
JA JP Japan
JE JE Jersey
JM JM Jamaica
JN SJ Jan Mayen
JO JO Jordan
JQ UM Johnston Atoll
JU TF Juan de Nova Island
KE KE Kenya
KG KG Kyrgyzstan
KN KP Korea, North
KQ UM Kingman Reef
KR KI Kiribati
KS KR Korea, South
KT CX Christmas Island
KU KW Kuwait
KV XK Kosovo
KZ KZ Kazakhstan
LA LA Laos
LE LB Lebanon
LG LV Latvia
LH LT Lithuania
LI LR Liberia
LO SK Slovakia
LQ UM Palmyra Atoll
LS LI Liechtenstein
LT LS Lesotho
LU LU Luxembourg
LY LY Libya
MA MG Madagascar
MB MQ Martinique
MC MO Macau
MD MD Moldova
MF YT Mayotte
MG MN Mongolia
MH MS Montserrat
MI MW Malawi
MJ ME Montenegro
MK MK Macedonia
ML ML Mali
MN MC Monaco
MO MA Morocco
MP MU Mauritius
MQ UM Midway Islands
MR MR Mauritania
MT MT Malta
MU OM Oman
MV MV Maldives
MX MX Mexico
MY MY Malaysia
MZ MZ Mozambique
NC NC New Caledonia
NE NU Niue
NF NF Norfolk Island
NG NE Niger
NH VU Vanuatu
NI NG Nigeria
NL NL Netherlands
NN SX Sint Maarten
NO NO Norway
NP NP Nepal
NR NR Nauru
NS SR Suriname
NU NI Nicaragua
NZ NZ New Zealand
OD SS South Sudan
PA PY Paraguay
PC PN Pitcairn Islands
PE PE Peru
PK PK Pakistan
PL PL Poland
PM PA Panama
PO PT Portugal
PP PG Papua New Guinea
PS PW Palau
PU GW Guinea-Bissau
QA QA Qatar
RB RS Serbia
RE RE Reunion
RI RS Serbia
RM MH Marshall Islands
RN MF Saint Martin
RO RO Romania
RP PH Philippines
RQ PR Puerto Rico
RS RU Russia
RW RW Rwanda
SA SA Saudi Arabia
SB PM Saint Pierre and Miquelon
SC KN Saint Kitts and Nevis
SE SC Seychelles
SF ZA South Africa
SG SN Senegal
SH SH Saint Helena
SI SI Slovenia
SL SL Sierra Leone
SM SM San Marino
SN SG Singapore
SO SO Somalia
SP ES Spain
ST LC Saint Lucia
SU SD Sudan
SV SJ Svalbard
SW SE Sweden
SX GS South Georgia and the South Sandwich Islands
SY SY Syria
SZ CH Switzerland
TB BL Saint Barthelemy
TD TT Trinidad and Tobago
TE TF Tromelin Island
TH TH Thailand
TI TJ Tajikistan
TK TC Turks and Caicos Islands
TL TK Tokelau
TN TO Tonga
TO TG Togo
TP ST Sao Tome and Principe
TS TN Tunisia
TT TL Timor-Leste
TU TR Turkey
TV TV Tuvalu
TW TW Taiwan
TX TM Turkmenistan
TZ TZ Tanzania
UC CW Curacao
UG UG Uganda
UK GB United Kingdom
UP UA Ukraine
US US United States
UV BF Burkina Faso
UY UY Uruguay
UZ UZ Uzbekistan
VC VC Saint Vincent and the Grenadines
VE VE Venezuela
VI VG British Virgin Islands
VM VN Vietnam
VQ VI Virgin Islands, U.S.
VT VA Holy See (Vatican City)
WA NA Namibia
WE PS West Bank
WF WF Wallis and Futuna
WI EH Western Sahara
WQ UM Wake Island
WS WS Samoa
WZ SZ Eswatini
YM YE Yemen
ZA ZM Zambia
ZI ZW Zimbabwe
"""
"""FIPS 10-4 code, ISO code, name in the standard (a test compares the name).

An islet without an ISO code of its own has the code of the country that it belongs to.
"""

ROWS = tuple(tuple(row.split(maxsplit=2)) for row in _TABLE.strip().splitlines())
"""The table as (FIPS, ISO, name)."""

ISO_OF_FIPS: Mapping[str, str] = {fips: iso for fips, iso, _ in ROWS}
"""ISO code by FIPS 10-4 code."""


SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "AE": ("UAE", "Emirates", "United Arab Emirates (UAE)"),
    "AQ": ("British Antarctic Territory", "Antarctica/British Antarctic Territory"),
    "AU": ("Commonwealth of Australia", "Ashmore and Cartier Islands", "Coral Sea Islands"),
    "BA": ("Bosnia", "Bosnia-Herzegovina"),
    "BL": ("St Barts", "St Barth"),
    "BN": ("Brunei Darussalam",),
    "BO": ("Plurinational State of Bolivia",),
    "BQ": ("Bonaire, Sint Eustatius and Saba", "Bonaire/St Eustatius/Saba", "BES Islands"),
    "BQ-SE": ("St Eustatius", "Statia"),
    "CC": ("Cocos Islands", "Keeling Islands"),
    "CD": (
        "Democratic Republic of Congo",
        "Democratic Republic of the Congo (DRC)",
        "Democratic Republic of Congo (Kinshasa)",
        "Congo (Democratic Republic)",
        "Congo (DRC)",
        "Congo (Kinshasa)",
        "DR Congo",
        "DRC",
    ),
    "CG": (
        "Congo",
        "Congo (Republic)",
        "Republic of Congo",
        "Republic of Congo (Brazzaville)",
        "Congo (Brazzaville)",
    ),
    "CI": (
        "Cote d Ivoire",
        "Ivory Coast",
        "Côte d'Ivoire (Ivory Coast)",
        "Ivory Coast (Côte d'Ivoire)",
    ),
    "CN": ("Mainland China", "People's Republic of China", "China (People's Republic of)", "PRC"),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "DE": ("Federal Republic of Germany",),
    "DK": ("Kingdom of Denmark",),
    "EH": ("Sahrawi Arab Democratic Republic",),
    "FK": ("Falkland Islands (Malvinas)", "Falkland Islands (Islas Malvinas)"),
    "FM": ("Federated States of Micronesia", "Micronesia (FSM)"),
    "FO": ("Faeroe Islands", "Faroes"),
    "FR": ("Clipperton Island",),
    "GB": (
        "Great Britain",
        "Great Britain and Northern Ireland",
        "United Kingdom of Great Britain and Northern Ireland",
        "United Kingdom (UK)",
        "UK",
    ),
    "GS": ("South Georgia and South Sandwich Islands",),
    "HK": ("Hong Kong SAR", "Hong Kong Special Administrative Region", "Hong Kong (SAR of China)"),
    "IE": ("Republic of Ireland",),
    "IR": ("Islamic Republic of Iran",),
    "KG": ("Kyrgyz Republic",),
    "KP": (
        "DPRK",
        "Korea (North)",
        "Democratic People's Republic of Korea",
        "Democratic People's Republic of Korea (North Korea)",
        "Korea, Democratic People's Republic of (North Korea)",
        "North Korea (Democratic People's Republic of Korea)",
        "North Korea (DPRK)",
    ),
    "KR": (
        "Korea (South)",
        "Republic of Korea",
        "Republic of Korea (South Korea)",
        "Korea, Republic of (South Korea)",
        "South Korea (Republic of Korea)",
    ),
    "LA": ("Lao PDR", "Lao People's Democratic Republic", "Laos (Lao PDR)"),
    "MD": ("Republic of Moldova",),
    "MF": ("Saint Martin (French part)", "French Saint Martin"),
    "MH": ("Republic of the Marshall Islands",),
    "MK": ("Macedonia", "Former Yugoslav Republic of Macedonia", "Republic of North Macedonia"),
    "MM": ("Burma", "Burma (Myanmar)", "Myanmar (Burma)"),
    "MO": ("Macau", "Macau SAR", "Macao SAR", "Macau (SAR of China)"),
    "MP": ("Northern Marianas",),
    "NL": ("Kingdom of the Netherlands", "Holland"),
    "PM": ("Saint-Pierre-et-Miquelon", "St Pierre Miquelon"),
    "PN": ("Pitcairn Island", "Pitcairn Islands"),
    "PS": (
        "State of Palestine",
        "Palestinian Territories",
        "Palestinian Territory",
        "Occupied Palestinian Territories",
        "Occupied Palestinian Territory",
        "West Bank",
        "West Bank and Gaza",
        "West Bank and the Gaza Strip",
        "Gaza",
        "Gaza Strip",
    ),
    "RE": ("La Réunion",),
    "RU": ("Russian Federation",),
    "SH": ("St Helena", "Ascension", "Tristan da Cunha"),
    "SJ": ("Svalbard", "Jan Mayen"),
    "SK": ("Slovak Republic",),
    "ST": ("São Tomé",),
    "SX": ("St Maarten", "Sint Maarten (Dutch part)"),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland", "Kingdom of Eswatini", "Eswatini (Swaziland)"),
    "TF": (
        "French Southern and Antarctic Lands",
        "Bassas da India",
        "Europa Island",
        "Glorioso Islands",
        "Juan de Nova Island",
        "Tromelin Island",
    ),
    "TL": ("East Timor", "Timor Leste (East Timor)"),
    "TR": ("Turkey", "Turkey (Türkiye)", "Türkiye (Turkey)"),
    "TW": ("Taiwan, Province of China",),
    "TZ": ("United Republic of Tanzania",),
    "UM": (
        "Baker Island",
        "Howland Island",
        "Jarvis Island",
        "Johnston Atoll",
        "Kingman Reef",
        "Midway Islands",
        "Navassa Island",
        "Palmyra Atoll",
        "Wake Island",
    ),
    "US": ("United States of America", "United States of America (USA)", "USA"),
    "VA": (
        "Holy See",
        "Holy See (Vatican City)",
        "Holy See (Vatican City State)",
        "Vatican",
        "Vatican City (Holy See)",
    ),
    "VC": ("St Vincent",),
    "VE": ("Bolivarian Republic of Venezuela",),
    "VG": ("British Virgin Islands (BVI)", "Virgin Islands (British)"),
    "VI": (
        "Virgin Islands (U.S.)",
        "United States Virgin Islands",
        "US Virgin Islands",
        "USVI",
    ),
    "VN": ("Viet Nam",),
    "WS": ("Western Samoa",),
}
"""Other names by destination code."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Bonaire, Saba and Sint Eustatius": ("BQ",),
    "Cook Islands, Tokelau and Niue": ("CK", "TK", "NU"),
    "French West Indies": ("GP", "MQ", "MF", "BL"),
    "Israel and Palestine": ("IL", "PS"),
    "Israel, the West Bank and Gaza": ("IL", "PS"),
    "Israel, the West Bank and the Gaza Strip": ("IL", "PS"),
    "Israel and the Occupied Palestinian Territory": ("IL", "PS"),
    "Israel and the Occupied Palestinian Territories": ("IL", "PS"),
    "Mainland China, Hong Kong & Macau": ("CN", "HK", "MO"),
    "St Martin and St Barthélemy": ("MF", "BL"),
}
"""Names of advice that covers several destinations, with the code of each.

Such advice is filed under the first code, so that it stays one destination in the ledger. The
French West Indies have no code of their own and are filed under Guadeloupe, their largest
part.
"""


FOUND_MAX_CHARS = 120
"""How much of an unknown name an error quotes; the longest known name has half of that."""

NAMES_KEPT = 2048
"""All names that ten publishers use for two hundred destinations; every check uses the same
ones.
"""

_APOSTROPHES = re.compile("['`\u02bb\u02bc\u2018\u2019\u201b\u2032]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_LEADING_THE = re.compile(r"^(?:the )+")
_TRAILING_TITLE = re.compile(r"(?: travel (?:advisory|advice))+$")


@lru_cache(maxsize=NAMES_KEPT)
def destination_of(name: str) -> str:
    """Return the code of a destination for any name that a publisher uses.

    An inverted name ("Korea, South") is also tried in natural order. Raises
    `UnknownDestination`.
    """
    known = _codes_by_name()
    for form in (normalise(name), normalise(_turned(name))):
        if form in known:
            return known[form]
    raise _unknown(name, "synonyms.py")


def destination_of_code(code: str) -> str:
    """Return our code for an ISO code: alpha-2, alpha-3, 3166-2 or reserved ("IC")."""
    wanted = code.strip().upper()
    for table in (CODE_OF_RESERVED, CODE_OF_ALPHA3):
        if wanted in table:
            return table[wanted]
    if wanted in CODES:
        return wanted
    raise _unknown(code, "iso3166.py")


def destination_of_fips(tag: str) -> str:
    """Return our code for a FIPS 10-4 code, which the US government uses to tag its feeds."""
    try:
        return ISO_OF_FIPS[tag.strip().upper()]
    except KeyError:
        raise _unknown(tag, "fips10_4.py") from None


def name_of(code: str) -> str:
    """Return the English short name of a destination. Raises `UnknownDestination`."""
    try:
        return CODES[code]
    except KeyError:
        raise _unknown(code, "iso3166.py") from None


def name_or(code: str, said: str) -> str:
    """Return the English short name of a destination, or `said` for an unknown code."""
    return CODES.get(code, said)


def ascii_name(code: str) -> str:
    """Return the name without accents: one accent reduces an SMS from 160 to 70 characters."""
    return _without_accents(name_of(code))


def normalise(name: str) -> str:
    """Reduce a name to its distinctive lower-case words.

    This removes the "travel advisory" of a title, and the details in which two editors of the
    same name differ: case, accents, punctuation, "&", "St.", a leading "the". Letters of other
    alphabets stay: without its last two letters, a `Nigeria` in Cyrillic would become Niger.
    """
    plain = _without_accents(_without_accents(name).casefold())
    spelled = _APOSTROPHES.sub("", plain).replace("&", " and ")
    words = _NOT_A_WORD.sub(" ", spelled).split()
    joined = " ".join("saint" if word == "st" else word for word in words)
    return _TRAILING_TITLE.sub("", _LEADING_THE.sub("", joined))


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Return every code by every normalised name."""
    official = ((name, code) for code, name in CODES.items())
    others = ((name, code) for code, names in SYNONYMS.items() for name in names)
    groups = ((name, codes[0]) for name, codes in GROUPS.items())
    return {normalise(name): code for name, code in chain(official, others, groups)}


def _turned(name: str) -> str:
    """Move the text after a comma to the front: "Gambia, The" becomes "The Gambia"."""
    head, _, tail = name.partition(",")
    return f"{tail} {head}"


def _without_accents(text: str) -> str:
    """Decompose each character separately: sorting a thousand accents on one letter is too slow."""
    if text.isascii():
        return text
    parts = (part for char in text for part in normalize("NFKD", char))
    return "".join(part for part in parts if not combining(part))


def _unknown(found: str, table: str) -> UnknownDestination:
    """Build an error with the name found, and the table to add it to."""
    path = f"core/destinations/{table}"
    return UnknownDestination(
        f"destinations: expected an entry of {path}, found {found[:FOUND_MAX_CHARS]!r}; "
        "if it is right, add it there"
    )


__all__ = [
    "CODES",
    "ascii_name",
    "destination_of",
    "destination_of_code",
    "destination_of_fips",
    "name_of",
    "normalise",
]
