"""The four ratings."""

from advisory_watch.core.advisory import Severity

LEVELS = {
    "Normal Precautions": Severity.NORMAL,
    "High Degree of Caution": Severity.CAUTION,
    "Avoid Non-Essential Travel": Severity.RECONSIDER,
    "Do Not Travel": Severity.DO_NOT_TRAVEL,
}
"""The Department's ratings; the page of the second says "level two of four ratings"."""
