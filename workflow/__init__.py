"""The verbs of Laufzettel: who has to act now, and the one door to act."""
