"""What the secretariats do with sittings: calendar, agenda, results, minutes.

The results of stations go through the engine like every other step; what belongs to the sitting
alone is written here, under its lock, with a line in its log.
"""
