"""Invented people: a roster of any size and the registrations of some of them, with the truth of each.

For the demo, the tests and the benchmarks. Everything follows from a seed. Names are common Japanese ones combined at
random, numbers and addresses are made up: nobody here exists. Must not know how anything is normalised or linked.

    everyone = population.people(10_000, seed=1)
    registered = population.register(everyone, 500, seed=2, profile=population.HARD)
    registered.responses, registered.truth, everyone.roster
"""

from workflows.population.exports import write_form_export, write_hr_export
from workflows.population.people import Population, people
from workflows.population.registrations import HARD, USUAL, Profile, Registrations, register

__all__ = [
    "HARD",
    "USUAL",
    "Population",
    "Profile",
    "Registrations",
    "people",
    "register",
    "write_form_export",
    "write_hr_export",
]
