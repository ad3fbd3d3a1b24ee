"""The four colours."""

from advisory_watch.core.advisory import Severity

SEVERITY_OF_COLOUR = {
    "groen": Severity.NORMAL,
    "geel": Severity.CAUTION,
    "oranje": Severity.RECONSIDER,
    "rood": Severity.DO_NOT_TRAVEL,
}
"""The colours by the instruction that comes with each of them.

Green: you can travel there. Yellow: you can, but there are special risks. Orange: only if it is
necessary. Red: whatever your situation is, do not travel there.
"""
