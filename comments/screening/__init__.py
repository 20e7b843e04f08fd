"""What is noticed of a comment before a person reads it, and what follows: it waits, or it is spam."""

from comments.screening.checks import CHECKS
from comments.screening.draft import Draft
from comments.screening.noticed import Noticed
from comments.screening.verdict import Verdict, screen

__all__ = ["CHECKS", "Draft", "Noticed", "Verdict", "screen"]
