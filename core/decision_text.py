"""The text a body decided, set against what was proposed."""

from difflib import SequenceMatcher

ALIKE = 0.5  # share of common words from which on a change words the whole motion anew


def decided_text(motion: str, change: str) -> str:
    """The motion with the change a body made to it.

    A change that words most of the motion anew takes its place; any other is added below it.
    """
    motion, change = motion.strip(), change.strip()
    if not change or not motion:
        return change or motion
    words = SequenceMatcher(None, motion.split(), change.split(), autojunk=False)
    return change if words.ratio() >= ALIKE else f"{motion}\n\n{change}"
