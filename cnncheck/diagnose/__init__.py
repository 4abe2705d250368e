"""What the bug is.

`observed` turns the answers of a run into observations, `diagnose` names the fault that explains
them (or probes the code where none does) and shrinks what fails, `summary` writes that down.
`CATALOGUE` holds the faults, `FaultyImplementation` plants one, `explain` shows one.

`diagnosis` goes through the rooms: what was seen (`observing`), what is asked besides (`questions`, of
`small_problems` among others), which faults explain it (`named`), what is computed where no fault does
(`winning`, for maxima), and what is said where that is not found either (`unnamed`).
"""

from __future__ import annotations

from cnncheck.diagnose.diagnosis import Diagnosis, diagnose
from cnncheck.diagnose.explain import Explanation, explain
from cnncheck.diagnose.named.naming import name_faults
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.diagnose.observing.observation import Observation, observe, observed
from cnncheck.diagnose.small_problems.shrinking import Smallest, shrink
from cnncheck.diagnose.told import summary
from cnncheck.diagnose.unnamed.probing import probe
from cnncheck.faults.catalogue import CATALOGUE, faults_of
from cnncheck.faults.declaring.fault import Fault, FaultyImplementation, Named

__all__ = [
    "CATALOGUE",
    "Diagnosis",
    "Explanation",
    "Fault",
    "FaultyImplementation",
    "Named",
    "Naming",
    "Observation",
    "Smallest",
    "diagnose",
    "explain",
    "faults_of",
    "name_faults",
    "observe",
    "observed",
    "probe",
    "shrink",
    "summary",
]
